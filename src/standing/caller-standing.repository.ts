import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { InvalidTokenError } from '../auth/auth.errors.js';
import type { Permission, Principal, UserRole } from '../auth/principal.js';
import { ForbiddenError } from '../common/domain-error.js';

interface Rights {
  role: UserRole;
  permissions: readonly Permission[];
  seat: boolean;
}

interface Standing extends Rights {
  disabled: boolean;
  live: boolean;
}

const IS_LIVE = {
  session: `EXISTS (SELECT 1 FROM sessions WHERE id = $1)`,
  token: `EXISTS (SELECT 1 FROM tokens WHERE id = $1 AND revoked_at IS NULL)`,
} as const;

/** What the guards saw of a caller may have changed while the request waited. */
@Injectable()
export class CallerStandingRepository {
  /**
   * @throws InvalidTokenError when the credential has ended or the user is gone or disabled,
   *   ForbiddenError when the user has lost rights or the seat
   */
  async require(manager: EntityManager, principal: Principal): Promise<void> {
    const isLive = IS_LIVE[principal.kind === 'session' ? 'session' : 'token'];
    const [now] = await manager.query<Standing[]>(
      `SELECT role, permissions, disabled, ${isLive} AS live,
         EXISTS (SELECT 1 FROM ai_seats WHERE user_id = users.id) AS seat
       FROM users WHERE id = $2`,
      [principal.credentialId, principal.userId],
    );
    if (!now?.live || now.disabled) throw new InvalidTokenError();
    if (hasLess(now, principal)) throw new ForbiddenError('What you may do has just changed.');
  }
}

/** An assistant token has no permissions to lose. */
function hasLess(now: Rights, before: Rights): boolean {
  if (before.seat && !now.seat) return true;
  if (now.role === 'admin') return false;
  return (
    before.role === 'admin' || before.permissions.some((one) => !now.permissions.includes(one))
  );
}
