import { sharedText } from '../common/shared-text.js';
import type { PrincipalChange } from '../changes/principal-change.js';
import type { Resolution } from './cache/principal-cache.js';
import type { SessionCredential, TokenCredential } from './credentials.repository.js';
import { permissionsOf } from './principal.js';
import type { Permission, Principal } from './principal.js';

const NO_PERMISSIONS: readonly Permission[] = [];

/** For how long a refusal is remembered. */
export const REFUSAL_MS = 60_000;

export function sessionResolution(row: SessionCredential | null, now: Date): Resolution {
  if (row === null) return refusal(now);
  const tags: PrincipalChange[] = [`session:${row.id}`, `user:${row.userId}`];
  if (row.disabled || row.expiresAt <= now) return refusal(now, tags);
  const principal: Principal = {
    ...userOf(row),
    kind: 'session',
    credentialId: row.id,
    secretVersion: null,
    assistant: null,
    readOnly: false,
    cidr: null,
    host: null,
    rateLimitPerMinute: null,
    issuedAt: row.issuedAt,
    expiresAt: row.expiresAt,
    retiresAt: null,
  };
  return { principal, until: row.expiresAt.getTime(), tags };
}

export function tokenResolution(row: TokenCredential | null, now: Date): Resolution {
  if (row === null) return refusal(now);
  const tags = tagsOf(row);
  const ends = [row.expiresAt, row.retiresAt].map((end) => end?.getTime() ?? Infinity);
  const until = Math.min(...ends);
  if (row.revokedAt !== null || row.disabled || until <= now.getTime()) return refusal(now, tags);
  const principal: Principal = {
    ...userOf(row),
    ...(row.type === 'assistant' && { permissions: NO_PERMISSIONS }),
    kind: row.type,
    credentialId: row.id,
    secretVersion: row.secretVersion,
    assistant: assistantOf(row),
    readOnly: row.readOnly,
    cidr: row.cidr,
    host: row.host,
    rateLimitPerMinute: row.rateLimitPerMinute,
    issuedAt: row.issuedAt,
    expiresAt: row.expiresAt,
    retiresAt: row.retiresAt,
  };
  return { principal, until, tags };
}

/** A secret that was replaced, of a token that still stands. */
export function isRetired(row: TokenCredential, now: Date): boolean {
  return row.revokedAt === null && row.retiresAt !== null && row.retiresAt <= now;
}

function refusal(now: Date, tags: readonly PrincipalChange[] = []): Resolution {
  return { principal: null, until: now.getTime() + REFUSAL_MS, tags };
}

function tagsOf({ id, userId, assistantId }: TokenCredential): PrincipalChange[] {
  return [
    `token:${id}`,
    sharedText(`user:${userId}`) as PrincipalChange,
    ...(assistantId === null
      ? []
      : ([sharedText(`assistant:${assistantId}`) as PrincipalChange] as const)),
  ];
}

function userOf(row: SessionCredential | TokenCredential) {
  return {
    userId: sharedText(row.userId),
    username: sharedText(row.username),
    displayName: sharedText(row.displayName),
    role: row.role,
    permissions: permissionsOf(row),
    seat: row.seat,
  };
}

function assistantOf(row: TokenCredential): Principal['assistant'] {
  if (row.assistantId === null || row.assistantNaturalId === null) return null;
  return {
    id: sharedText(row.assistantId),
    naturalId: sharedText(row.assistantNaturalId),
    reachable: row.assistantReachable,
  };
}
