import { sharedAssistant, sharedPermissions, sharedText } from './shared-values.js';
import { intersectBlocks } from '../credentials/cidr-blocks.js';
import type {
  ChildCredential,
  SessionCredential,
  TokenCredential,
} from './credentials.repository.js';
import { permissionsOf } from '../principal.js';
import type { Permission, Principal } from '../principal.js';

const NO_PERMISSIONS: readonly Permission[] = [];

/** How long a refusal is cached. */
export const REFUSAL_MS = 60_000;

/** The result for a secret that is not valid. */
export class Refusal {
  constructor(
    /** Milliseconds since 1970. */
    readonly until: number,
    /** Ids whose change may make the secret valid; none for an unknown secret. */
    readonly ids: readonly string[],
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
  return judge(principal, row.disabled, now);
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
  return judge(principal, row.disabled || row.revokedAt !== null, now);
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
  return judge(principal, row.disabled || !row.live || cidr === '', now);
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

function judge(principal: Principal, isEnded: boolean, now: Date): Resolution {
  const isGood = !isEnded && endOf(principal) > now.getTime();
  return isGood ? principal : refusal(now, idsOf(principal));
}

/** Whether the secret was retired while the token itself was not revoked. */
export function isRetired(row: TokenCredential, now: Date): boolean {
  return row.revokedAt === null && row.retiresAt !== null && row.retiresAt <= now;
}

function refusal(now: Date, ids: readonly string[] = []): Refusal {
  return new Refusal(now.getTime() + REFUSAL_MS, ids);
}

function assistantOf(row: TokenCredential | ChildCredential): Principal['assistant'] {
  if (row.assistantId === null || row.assistantNaturalId === null) return null;
  return sharedAssistant({
    id: row.assistantId,
    naturalId: row.assistantNaturalId,
    reachable: row.assistantReachable,
  });
}
