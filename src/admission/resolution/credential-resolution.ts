import { sharedAssistant, sharedPermissions, sharedText } from './shared-values.js';
import { intersectBlocks } from '../credentials/cidr-blocks.js';
import type {
  ChildCredential,
  SessionCredential,
  TokenCredential,
} from './credentials.repository.js';
import type { Because, Fact } from '../checks/verdict.js';
import { permissionsOf } from '../principal.js';
import type { Permission, Principal } from '../principal.js';

const NO_PERMISSIONS: readonly Permission[] = [];

const OWNER_DISABLED: Because = { fact: 'owner_disabled', value: true, expected: false };
const CHILD_ENDED: Because = { fact: 'child_live', value: false, expected: true };
const NO_COMMON_ADDRESS: Because = { fact: 'common_addresses', value: false, expected: true };
/** There is no such secret, or no user behind it. */
const NO_OWNER: Because = { fact: 'owner', value: null, expected: 'user' };

/** How long a refusal is cached. */
export const REFUSAL_MS = 60_000;

/** The result for a secret that is not valid. */
export class Refusal {
  constructor(
    /** Milliseconds since 1970. */
    readonly until: number,
    /** Ids whose change may make the secret valid; none for an unknown secret. */
    readonly ids: readonly string[],
    readonly because: Because = NO_OWNER,
  ) {}
}

/** The result of looking up a secret. */
export type Resolution = Principal | Refusal;

export function principalIn(resolution: Resolution): Principal | null {
  return resolution instanceof Refusal ? null : resolution;
}

/** When the resolution expires, unless a change is announced before. Milliseconds since 1970. */
export function endOf(resolution: Resolution): number {
  if (resolution instanceof Refusal) return resolution.until;
  const { expiresAt, retiresAt } = resolution;
  return Math.min(expiresAt?.getTime() ?? Infinity, retiresAt?.getTime() ?? Infinity);
}

/** The ids of everything whose change may change the resolution. */
export function idsOf(resolution: Resolution): readonly string[] {
  if (resolution instanceof Refusal) return resolution.ids;
  const { credentialId, userId, assistant, child } = resolution;
  if (assistant === null) return [credentialId, userId];
  if (child === null) return [credentialId, userId, assistant.id];
  const { parentId, webhookId, chatId } = child;
  return [credentialId, userId, assistant.id, parentId, webhookId, chatId].filter(
    (id) => id !== null,
  );
}

export function sessionResolution(row: SessionCredential | null, now: Date): Resolution {
  if (row === null) return refusal(now);
  const principal = principalOf(row, {
    kind: 'session',
    secretVersion: null,
    permissions: permissionsOf(row),
    assistant: null,
    child: null,
    readOnly: false,
    cidr: null,
    host: null,
    rateLimitPerMinute: null,
    retiresAt: null,
  });
  return judge(principal, expiry(principal, now) ?? ownerDisabled(row), now);
}

export function tokenResolution(row: TokenCredential | null, now: Date): Resolution {
  if (row === null) return refusal(now);
  const principal = principalOf(row, {
    kind: row.type,
    secretVersion: row.secretVersion,
    permissions: row.type === 'assistant' ? NO_PERMISSIONS : permissionsOf(row),
    assistant: assistantOf(row),
    child: null,
    readOnly: row.readOnly,
    cidr: row.cidr,
    host: row.host,
    rateLimitPerMinute: row.rateLimitPerMinute,
    retiresAt: row.retiresAt,
  });
  const ended = revocation(row) ?? expiry(principal, now) ?? pause(row) ?? ownerDisabled(row);
  return judge(principal, ended, now, row.promisedUntil ?? row.retiresAt);
}

/** Combines the current restrictions of the child and its parent. */
export function childResolution(row: ChildCredential | null, now: Date): Resolution {
  if (row === null) return refusal(now);
  const cidr = intersectBlocks(row.cidr, row.parentCidr);
  const principal = principalOf(row, {
    kind: 'child',
    secretVersion: null,
    permissions: NO_PERMISSIONS,
    assistant: assistantOf(row),
    child: {
      parentId: row.parentId === null ? null : sharedText(row.parentId),
      parentRateLimitPerMinute: row.parentRateLimitPerMinute,
      webhookId: row.webhookId === null ? null : sharedText(row.webhookId),
      chatId: row.chatId,
      jkt: row.jkt,
    },
    readOnly: row.readOnly,
    cidr,
    host: row.host,
    rateLimitPerMinute: row.rateLimitPerMinute,
    retiresAt: null,
  });
  const ended =
    (row.live ? null : CHILD_ENDED) ??
    expiry(principal, now) ??
    ownerDisabled(row) ??
    (cidr === '' ? NO_COMMON_ADDRESS : null);
  return judge(principal, ended, now);
}

type Credential = SessionCredential | TokenCredential | ChildCredential;

/** The properties that differ between kinds of credentials. */
type OwnFacts = Pick<
  Principal,
  | 'kind'
  | 'secretVersion'
  | 'permissions'
  | 'assistant'
  | 'child'
  | 'readOnly'
  | 'cidr'
  | 'host'
  | 'rateLimitPerMinute'
  | 'retiresAt'
>;

/** One literal with all fields, because V8 needs more memory for objects built by spreading. */
function principalOf(row: Credential, own: OwnFacts): Principal {
  return {
    kind: sharedText(own.kind),
    credentialId: row.id,
    secretVersion: own.secretVersion,
    userId: sharedText(row.userId),
    userKind: sharedText(row.userKind),
    username: sharedText(row.username),
    displayName: sharedText(row.displayName),
    role: sharedText(row.role),
    permissions: sharedPermissions(own.permissions),
    seat: row.seat,
    assistant: own.assistant,
    child: own.child,
    readOnly: own.readOnly,
    cidr: own.cidr,
    host: own.host,
    issuedAt: row.issuedAt,
    rateLimitPerMinute: own.rateLimitPerMinute,
    expiresAt: row.expiresAt,
    retiresAt: own.retiresAt,
  };
}

/**
 * @param ended why the credential is not valid; `null` if it is
 * @param reuseFrom when the use of a refused secret becomes reuse, which must be noticed
 */
function judge(
  principal: Principal,
  ended: Because | null,
  now: Date,
  reuseFrom: Date | null = null,
): Resolution {
  if (ended === null) return principal;
  const awaited = reuseFrom !== null && reuseFrom > now ? reuseFrom.getTime() : Infinity;
  return refusal(now, idsOf(principal), awaited, ended);
}

function revocation({ revokedAt }: TokenCredential): Because | null {
  return revokedAt === null ? null : endedAt('revoked_at', revokedAt);
}

/** A leak pauses a token only if a policy or the configuration says so. */
function pause({ pausedAt, pauseCause, pauseReason }: TokenCredential): Because | null {
  if (pausedAt === null) return null;
  return pauseCause === 'policy' || pauseCause === 'leak'
    ? { fact: 'policy', value: pauseReason, expected: null }
    : endedAt('paused_at', pausedAt);
}

/** The end of the credential, or of the overlap of its secret. */
function expiry(principal: Principal, now: Date): Because | null {
  const end = endOf(principal);
  if (end > now.getTime()) return null;
  const isRetirement = end === principal.retiresAt?.getTime();
  return endedAt(isRetirement ? 'retires_at' : 'expires_at', new Date(end));
}

function ownerDisabled({ disabled }: Credential): Because | null {
  return disabled ? OWNER_DISABLED : null;
}

function endedAt(fact: Fact, at: Date): Because {
  return { fact, value: at.toISOString(), expected: null };
}

export function isRetired({ retiresAt }: Pick<TokenCredential, 'retiresAt'>, now: Date): boolean {
  return retiresAt !== null && retiresAt <= now;
}

/**
 * Whether presenting the secret is reuse: it is retired, also by what was promised, and the token
 * itself was not revoked.
 */
export function isReuse(row: TokenCredential, now: Date): boolean {
  const { revokedAt, promisedUntil } = row;
  const isPromised = promisedUntil !== null && promisedUntil > now;
  return revokedAt === null && !isPromised && isRetired(row, now);
}

function refusal(
  now: Date,
  ids: readonly string[] = [],
  end = Infinity,
  because: Because = NO_OWNER,
): Refusal {
  return new Refusal(Math.min(now.getTime() + REFUSAL_MS, end), ids, because);
}

function assistantOf(row: TokenCredential | ChildCredential): Principal['assistant'] {
  if (row.assistantId === null || row.assistantNaturalId === null) return null;
  return sharedAssistant({
    id: row.assistantId,
    naturalId: row.assistantNaturalId,
    reachable: row.assistantReachable,
  });
}
