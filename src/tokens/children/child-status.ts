import { isEnded, statusOf } from '../../admission/credentials/token-status.js';
import { isRetired } from '../../admission/resolution/credential-resolution.js';
import type { Token } from '../token.entity.js';
import type { TokenSecret } from '../secrets/token-secret.entity.js';
import type { SuspensionReason } from '../suspension/suspension.js';
import type { TokenStatus } from '../../admission/credentials/token.types.js';
import type { ChildToken } from './child-token.entity.js';

/** The state of a parent that decides whether its children are valid. */
export interface ParentState {
  status: TokenStatus;
  suspension: SuspensionReason | null;
  expiresAt: Date | null;
  epoch: number;
  /** Valid secrets by version, with the end of their overlap; `null` for the current one. */
  secrets: ReadonlyMap<number, Date | null>;
}

export function parentState(
  parent: Pick<Token, 'revokedAt' | 'expiresAt' | 'pausedAt' | 'childEpoch' | 'suspension'>,
  secrets: readonly Pick<TokenSecret, 'version' | 'retiresAt'>[],
  now: Date,
): ParentState {
  const working = secrets.filter((secret) => !isRetired(secret, now));
  return {
    status: statusOf(parent, now),
    suspension: parent.suspension,
    expiresAt: parent.expiresAt,
    epoch: parent.childEpoch,
    secrets: new Map(working.map(({ version, retiresAt }) => [version, retiresAt])),
  };
}

type Child = Pick<ChildToken, 'revokedAt' | 'expiresAt' | 'childEpoch' | 'parentSecretVersion'>;

/** The same rule as `statusCondition` in `ChildTokensRepository`, which is in SQL. */
export function statusOfChild(child: Child, parent: ParentState, now: Date): TokenStatus {
  const { revokedAt, childEpoch, expiresAt, parentSecretVersion } = child;
  if (revokedAt !== null || parent.status === 'revoked' || childEpoch !== parent.epoch) {
    return 'revoked';
  }
  const works = !isEnded(parent.status) && parent.secrets.has(parentSecretVersion ?? 0);
  if (!works || expiresAt <= now) return 'expired';
  return parent.status === 'paused' ? 'paused' : 'active';
}

/** The earliest of the ends of the child, of its parent and of the secret it was derived with. */
export function endOfChild(child: Child, { expiresAt, secrets }: ParentState): Date {
  const ends = [child.expiresAt, expiresAt, secrets.get(child.parentSecretVersion ?? 0)];
  return new Date(Math.min(...ends.map((end) => end?.getTime() ?? Infinity)));
}
