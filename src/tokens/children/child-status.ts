import { statusOf } from '../token-status.js';
import type { Token } from '../token.entity.js';
import type { TokenSecret } from '../secrets/token-secret.entity.js';
import type { TokenStatus } from '../../admission/credentials/token.types.js';
import type { ChildToken } from './child-token.entity.js';

/** What of a parent its children rest on, at a moment. */
export interface ParentState {
  status: TokenStatus;
  expiresAt: Date | null;
  epoch: number;
  /** When each of the secrets that work stops working; null: not yet known. */
  secrets: ReadonlyMap<number, Date | null>;
}

export function parentState(
  parent: Pick<Token, 'revokedAt' | 'expiresAt' | 'childEpoch'>,
  secrets: readonly Pick<TokenSecret, 'version' | 'retiresAt'>[],
  now: Date,
): ParentState {
  const working = secrets.filter(({ retiresAt }) => retiresAt === null || retiresAt > now);
  return {
    status: statusOf(parent, now),
    expiresAt: parent.expiresAt,
    epoch: parent.childEpoch,
    secrets: new Map(working.map(({ version, retiresAt }) => [version, retiresAt])),
  };
}

type Child = Pick<ChildToken, 'revokedAt' | 'expiresAt' | 'childEpoch' | 'parentSecretVersion'>;

/** A child ends with what it rests on; `statusCondition` of the repository says the same in SQL. */
export function statusOfChild(child: Child, parent: ParentState, now: Date): TokenStatus {
  const { revokedAt, childEpoch, expiresAt, parentSecretVersion } = child;
  if (revokedAt !== null || parent.status === 'revoked' || childEpoch !== parent.epoch) {
    return 'revoked';
  }
  const works = parent.status === 'active' && parent.secrets.has(parentSecretVersion ?? 0);
  return works && expiresAt > now ? 'active' : 'expired';
}

/** Of the child, of its parent, or of the secret it was derived with: the first that is known. */
export function endOfChild(child: Child, { expiresAt, secrets }: ParentState): Date {
  const ends = [child.expiresAt, expiresAt, secrets.get(child.parentSecretVersion ?? 0)];
  return new Date(Math.min(...ends.map((end) => end?.getTime() ?? Infinity)));
}
