import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../auth/principal.js';
import { requireStanding } from './caller-standing.js';
import type { Standing } from './caller-standing.js';

const IS_LIVE = {
  session: `EXISTS (SELECT 1 FROM sessions WHERE id = $1)`,
  token: `EXISTS (SELECT 1 FROM tokens WHERE id = $1 AND revoked_at IS NULL)`,
} as const;

/** What the guards saw of a caller may have changed while the request waited. */
@Injectable()
export class CallerStandingRepository {
  /** @throws InvalidTokenError, ForbiddenError */
  async require(manager: EntityManager, principal: Principal): Promise<void> {
    const isLive = IS_LIVE[principal.kind === 'session' ? 'session' : 'token'];
    const [now] = await manager.query<Standing[]>(
      `SELECT role, permissions, disabled, ${isLive} AS live,
         EXISTS (SELECT 1 FROM ai_seats WHERE user_id = users.id) AS seat
       FROM users WHERE id = $2`,
      [principal.credentialId, principal.userId],
    );
    requireStanding(now, principal);
  }
}
