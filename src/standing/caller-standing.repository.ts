import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { InvalidTokenError } from '../auth/auth.errors.js';
import type { Permission, Principal, UserRole } from '../auth/principal.js';
import { ForbiddenError } from '../common/domain-error.js';
import { Session } from '../sessions/session.entity.js';
import { Token } from '../tokens/token.entity.js';
import { User } from '../users/user.entity.js';
import { IsNull } from 'typeorm';

interface Rights {
  role: UserRole;
  permissions: readonly Permission[];
}

@Injectable()
export class CallerStandingRepository {
  /**
   * What the guards saw may have changed while the request waited. From here on, until the
   * transaction ends, nobody takes rights from the user.
   *
   * @throws InvalidTokenError when the credential or the user has gone meanwhile, ForbiddenError
   *   when the user has lost rights
   */
  async require(manager: EntityManager, principal: Principal): Promise<void> {
    const user = await manager.findOne(User, {
      select: { id: true, role: true, permissions: true, disabled: true },
      where: { id: principal.userId },
      lock: { mode: 'pessimistic_read' },
    });
    if (user === null || user.disabled || !(await isLive(manager, principal))) {
      throw new InvalidTokenError();
    }
    if (hasLess(user, principal)) {
      throw new ForbiddenError('What you may do has just changed.');
    }
  }
}

/** Asked after the wait for the user, since a statement sees what was there when it began. */
function isLive(manager: EntityManager, { kind, credentialId: id }: Principal): Promise<boolean> {
  return kind === 'session'
    ? manager.existsBy(Session, { id })
    : manager.existsBy(Token, { id, revokedAt: IsNull() });
}

/** An assistant token has no permissions to lose. */
function hasLess(now: Rights, before: Rights): boolean {
  if (now.role === 'admin') return false;
  return (
    before.role === 'admin' || before.permissions.some((one) => !now.permissions.includes(one))
  );
}
