import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../auth/principal.js';
import { requireStanding, standingColumns } from './caller-standing.js';
import type { Standing } from './caller-standing.js';

/** What the guards saw of a caller may have changed while the request waited. */
@Injectable()
export class CallerStandingRepository {
  /** @throws InvalidTokenError, ForbiddenError */
  async require(manager: EntityManager, principal: Principal): Promise<void> {
    const [now] = await manager.query<Standing[]>(
      `SELECT ${standingColumns('$1')} FROM users WHERE id = $2`,
      [principal.credentialId, principal.userId],
    );
    requireStanding(now, principal);
  }
}
