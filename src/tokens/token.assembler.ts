import type { Principal } from '../admission/principal.js';
import { link, paths } from '../api/hal/links.js';
import type {
  AssistantTokenResource,
  IssuedTokenResource,
  TokenResource,
  TokenSecretResource,
  TokenSummaryResource,
} from './dto/token.resource.js';
import { linksOf } from './token-links.js';
import { statusOf } from './token.entity.js';
import type { IssuedToken, SecretView, StoredToken, TokenView } from './token-views.js';

export function assembleAssistantToken(token: StoredToken): AssistantTokenResource {
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
  return {
    ...assembleAssistantToken(token),
    status: statusOf(token, now),
    expiresAt: timeOf(token.expiresAt),
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
    revokedAt: timeOf(token.revokedAt),
    reusedAt: timeOf(token.reusedAt),
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
  const { version, createdAt, retiresAt, lastUsedAt, lastUsedAddress } = secret;
  return {
    version,
    createdAt: createdAt.toISOString(),
    retiresAt: timeOf(retiresAt),
    retiredAt: retiresAt !== null && retiresAt <= now ? timeOf(retiresAt) : null,
    lastUsedAt: timeOf(lastUsedAt),
    lastUsedAddress,
  };
}

function lastUsedOf(secrets: SecretView[]): SecretView | undefined {
  return secrets
    .filter(({ lastUsedAt }) => lastUsedAt !== null)
    .sort((a, b) => Number(b.lastUsedAt) - Number(a.lastUsedAt))[0];
}

function timeOf(moment: Date | null | undefined): string | null {
  return moment?.toISOString() ?? null;
}
