import type { Principal } from '../admission/principal.js';
import { link, paths } from '../api/hal/links.js';
import type {
  AssistantTokenResource,
  IssuedTokenResource,
  TokenResource,
  TokenSecretResource,
  TokenSummaryResource,
} from './dto/token.resource.js';
import type { ChildView } from './children/child-view.js';
import { linksOf } from './token-links.js';
import { isEnded, statusOf } from '../admission/credentials/token-status.js';
import { explainBroken } from './policies/compliance/judged-rules.js';
import type { JudgedRule } from './policies/compliance/judged-rules.js';
import { describeStatus } from './token.entity.js';
import type { Noncompliance } from './token.entity.js';
import type { IssuedToken, SecretView, StoredToken, TokenView } from './token-views.js';

/** A child is listed like a token, with its label as the notes. */
export function assembleListedToken(token: StoredToken | ChildView): AssistantTokenResource {
  return 'parentId' in token ? assembleListedChild(token) : assembleAssistantToken(token);
}

function assembleListedChild(child: ChildView): AssistantTokenResource {
  return {
    id: child.id,
    assistantId: child.assistantId,
    username: child.username,
    type: 'child',
    notes: child.label,
    token: child.hint,
    readOnly: child.readOnly,
    createdAt: child.createdAt.toISOString(),
    _links: { self: link(paths.token(child.id)) },
  };
}

function assembleAssistantToken(token: StoredToken) {
  return {
    id: token.id,
    assistantId: token.assistant?.naturalId ?? token.deletedAssistant,
    username: token.username,
    type: token.type,
    notes: token.notes,
    token: token.hint,
    readOnly: token.readOnly,
    createdAt: token.createdAt.toISOString(),
    _links: { self: link(paths.token(token.id)) },
  };
}

export function assembleTokenSummary(token: StoredToken, now: Date): TokenSummaryResource {
  const status = statusOf(token, now);
  const noncompliance = isEnded(status) ? null : token.noncompliance;
  return {
    ...assembleAssistantToken(token),
    name: token.name,
    tags: token.tags,
    ...describeStatus(status, token.suspension, noncompliance !== null),
    ...assembleNoncompliance(noncompliance, status === 'paused'),
    expiresAt: timeOf(token.expiresAt),
    lastUsedAt: timeOf(token.lastUsedAt),
  };
}

function assembleNoncompliance(noncompliance: Noncompliance | null, isPaused: boolean) {
  const { rules = {}, pauseAt = null } = noncompliance ?? {};
  return {
    policyViolations: Object.entries(rules).map(([rule, since]) => ({
      rule: rule as JudgedRule,
      message: explainBroken(rule as JudgedRule).message,
      since,
    })),
    pausesAt: pauseAt === null || isPaused ? null : new Date(pauseAt).toISOString(),
  };
}

/** @param ref the id from the request: the links use the same form */
export function assembleToken(
  view: TokenView,
  principal: Principal,
  ref = view.token.id,
): TokenResource {
  const { token, secrets, now } = view;
  const summary = assembleTokenSummary(token, now);
  const lastUsed = lastUsedOf(secrets);
  return {
    ...summary,
    restrict: token.restrict,
    cidr: token.cidr,
    host: token.host,
    rateLimitPerMinute: token.rateLimitPerMinute,
    onReuse: token.onReuse,
    data: token.data,
    lastUsedAt: timeOf(lastUsed?.lastUsedAt),
    lastUsedAddress: lastUsed?.lastUsedAddress ?? null,
    pausedAt: timeOf(token.pausedAt),
    pausedReason: token.pausedReason,
    revokedAt: timeOf(token.revokedAt),
    reusedAt: timeOf(token.reusedAt),
    leakedAt: timeOf(lastLeakOf(secrets)),
    secretVersion: token.secretVersion,
    secrets: secrets.map((secret) => assembleSecret(secret, now)),
    _links: linksOf(view, principal, ref),
  };
}

export function assembleIssuedToken(
  issued: IssuedToken,
  principal: Principal,
  ref?: string,
): IssuedTokenResource {
  return { ...assembleToken(issued, principal, ref), token: issued.value };
}

function assembleSecret(secret: SecretView, now: Date): TokenSecretResource {
  const { version, createdAt, retiresAt, leakedAt, lastUsedAt, lastUsedAddress } = secret;
  return {
    version,
    createdAt: createdAt.toISOString(),
    retiresAt: timeOf(retiresAt),
    retiredAt: retiresAt !== null && retiresAt <= now ? timeOf(retiresAt) : null,
    leakedAt: timeOf(leakedAt),
    lastUsedAt: timeOf(lastUsedAt),
    lastUsedAddress,
  };
}

function lastUsedOf(secrets: SecretView[]): SecretView | undefined {
  return secrets
    .filter(({ lastUsedAt }) => lastUsedAt !== null)
    .sort((a, b) => Number(b.lastUsedAt) - Number(a.lastUsedAt))[0];
}

function lastLeakOf(secrets: SecretView[]): Date | undefined {
  const leaks = secrets.flatMap(({ leakedAt }) => leakedAt ?? []);
  return leaks.sort((a, b) => Number(b) - Number(a))[0];
}

function timeOf(moment: Date | null | undefined): string | null {
  return moment?.toISOString() ?? null;
}
