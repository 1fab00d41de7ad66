import { sharedText } from './shared-text.js';
import { intersectBlocks } from '../credentials/cidr-blocks.js';
import type {
  ChildCredential,
  SessionCredential,
  TokenCredential,
} from './credentials.repository.js';
import { permissionsOf } from '../principal.js';
import type { Permission, Principal } from '../principal.js';

const NO_PERMISSIONS: readonly Permission[] = [];

/** For how long a refusal is remembered. */
export const REFUSAL_MS = 60_000;

/** A secret that is good for nothing. */
export class Refusal {
  constructor(
    /** In milliseconds since 1970. */
    readonly until: number,
    /** Of what it was looked up with; none for an unknown secret. */
    readonly ids: readonly string[],
  ) {}
}

/** What became of a secret that was looked up. */
export type Resolution = Principal | Refusal;

export function principalIn(resolution: Resolution): Principal | null {
  return resolution instanceof Refusal ? null : resolution;
}

/** Until when it stays so unless a change is announced, in milliseconds since 1970. */
export function endOf(resolution: Resolution): number {
  if (resolution instanceof Refusal) return resolution.until;
  const { expiresAt, retiresAt } = resolution;
  return Math.min(expiresAt?.getTime() ?? Infinity, retiresAt?.getTime() ?? Infinity);
}

/** Of all whose change may change it. */
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
  const principal: Principal = {
    ...userOf(row),
    kind: 'session',
    credentialId: row.id,
    secretVersion: null,
    assistant: null,
    child: null,
    readOnly: false,
    cidr: null,
    host: null,
    rateLimitPerMinute: null,
    issuedAt: row.issuedAt,
    expiresAt: row.expiresAt,
    retiresAt: null,
  };
  return judge(principal, row.disabled, now);
}

export function tokenResolution(row: TokenCredential | null, now: Date): Resolution {
  if (row === null) return refusal(now);
  const principal: Principal = {
    ...userOf(row),
    ...(row.type === 'assistant' && { permissions: NO_PERMISSIONS }),
    kind: row.type,
    credentialId: row.id,
    secretVersion: row.secretVersion,
    assistant: assistantOf(row),
    child: null,
    readOnly: row.readOnly,
    cidr: row.cidr,
    host: row.host,
    rateLimitPerMinute: row.rateLimitPerMinute,
    issuedAt: row.issuedAt,
    expiresAt: row.expiresAt,
    retiresAt: row.retiresAt,
  };
  return judge(principal, row.disabled || row.revokedAt !== null, now);
}

/** What the child and the parent have in common, whatever happened to the parent meanwhile. */
export function childResolution(row: ChildCredential | null, now: Date): Resolution {
  if (row === null) return refusal(now);
  const cidr = intersectBlocks(row.cidr, row.parentCidr);
  const principal: Principal = {
    ...userOf(row),
    permissions: NO_PERMISSIONS,
    kind: 'child',
    credentialId: row.id,
    secretVersion: null,
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
    issuedAt: row.issuedAt,
    expiresAt: row.expiresAt,
    retiresAt: null,
  };
  return judge(principal, row.disabled || !row.live || cidr === '', now);
}

function judge(principal: Principal, isEnded: boolean, now: Date): Resolution {
  const isGood = !isEnded && endOf(principal) > now.getTime();
  return isGood ? principal : refusal(now, idsOf(principal));
}

/** A secret that was replaced, of a token that still stands. */
export function isRetired(row: TokenCredential, now: Date): boolean {
  return row.revokedAt === null && row.retiresAt !== null && row.retiresAt <= now;
}

function refusal(now: Date, ids: readonly string[] = []): Refusal {
  return new Refusal(now.getTime() + REFUSAL_MS, ids);
}

function userOf(row: SessionCredential | TokenCredential | ChildCredential) {
  return {
    userId: sharedText(row.userId),
    username: sharedText(row.username),
    displayName: sharedText(row.displayName),
    role: row.role,
    permissions: permissionsOf(row),
    seat: row.seat,
  };
}

function assistantOf(row: TokenCredential | ChildCredential): Principal['assistant'] {
  if (row.assistantId === null || row.assistantNaturalId === null) return null;
  return {
    id: sharedText(row.assistantId),
    naturalId: sharedText(row.assistantNaturalId),
    reachable: row.assistantReachable,
  };
}
