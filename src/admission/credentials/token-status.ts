import type { TokenStatus } from './token.types.js';

interface TokenEnds {
  revokedAt: Date | null;
  expiresAt: Date | null;
  pausedAt: Date | null;
}

export function statusOf({ revokedAt, expiresAt, pausedAt }: TokenEnds, now: Date): TokenStatus {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt !== null && expiresAt <= now) return 'expired';
  return pausedAt === null ? 'active' : 'paused';
}

/** Whether a token with this status will never be valid again. */
export function isEnded(status: TokenStatus): boolean {
  return status === 'expired' || status === 'revoked';
}

/**
 * The same rule in SQL.
 *
 * @param token the alias of the table `tokens`
 * @param now the parameter with the time
 */
export function hasStatus(token: string, status: TokenStatus, now: string): string {
  switch (status) {
    case 'active':
      return `(${isLive(token, now)} AND ${token}.paused_at IS NULL)`;
    case 'paused':
      return `(${isLive(token, now)} AND ${token}.paused_at IS NOT NULL)`;
    case 'expired':
      return `(${token}.revoked_at IS NULL AND ${token}.expires_at <= ${now})`;
    case 'revoked':
      return `${token}.revoked_at IS NOT NULL`;
  }
}

/** SQL: whether the token is active or paused. Parameters as for `hasStatus`. */
export function isLive(token: string, now: string): string {
  return `(${token}.revoked_at IS NULL AND (${token}.expires_at IS NULL OR ${token}.expires_at > ${now}))`;
}
