import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { InvalidTokenError } from '../auth/auth.errors.js';
import type { Permission, Principal, UserRole } from '../auth/principal.js';
import { ForbiddenError } from '../common/domain-error.js';
import { User } from '../users/user.entity.js';

interface Rights {
  role: UserRole;
  permissions: readonly Permission[];
}

const FIND_STANDING = {
  session: `EXISTS (SELECT 1 FROM sessions WHERE id = $1)`,
  token: `EXISTS (SELECT 1 FROM tokens WHERE id = $1 AND revoked_at IS NULL)`,
} as const;

/** What the guards saw may have changed while the request waited. */
@Injectable()
export class CallerStandingRepository {
  /**
   * From here on, until the transaction ends, nobody takes rights from the user. Writes of one user
   * take turns for it: a lock that they shared would let them pass the change that waits.
   *
   * @throws InvalidTokenError when the user has gone or is disabled, ForbiddenError when the user
   *   has lost rights
   */
  async holdUser(manager: EntityManager, principal: Principal): Promise<void> {
    const user = await manager.findOne(User, {
      select: { id: true, role: true, permissions: true, disabled: true },
      where: { id: principal.userId },
      lock: { mode: 'for_no_key_update' },
    });
    if (user === null || user.disabled) throw new InvalidTokenError();
    if (hasLess(user, principal)) throw new RightsChangedError();
  }

  /** @throws InvalidTokenError when the credential has ended, ForbiddenError when the seat has */
  async requireCredential(
    manager: EntityManager,
    { kind, credentialId, userId, seat }: Principal,
  ): Promise<void> {
    const isLive = FIND_STANDING[kind === 'session' ? 'session' : 'token'];
    const [now] = await manager.query<[{ live: boolean; seat: boolean }]>(
      `SELECT ${isLive} AS live, EXISTS (SELECT 1 FROM ai_seats WHERE user_id = $2) AS seat`,
      [credentialId, userId],
    );
    if (!now.live) throw new InvalidTokenError();
    if (seat && !now.seat) throw new RightsChangedError();
  }
}

class RightsChangedError extends ForbiddenError {
  constructor() {
    super('What you may do has just changed.');
  }
}

/** An assistant token has no permissions to lose. */
function hasLess(now: Rights, before: Rights): boolean {
  if (now.role === 'admin') return false;
  return (
    before.role === 'admin' || before.permissions.some((one) => !now.permissions.includes(one))
  );
}
