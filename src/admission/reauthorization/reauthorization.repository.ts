import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { InvalidTokenError } from '../admission.errors.js';
import type { CredentialKind, Principal } from '../principal.js';
import { Clock } from '../../platform/clock/clock.js';
import { reauthorize } from './reauthorization.js';
import type { CurrentRights } from './reauthorization.js';

const IS_LIVE = {
  session: `EXISTS (SELECT 1 FROM sessions WHERE id = $1)`,
  token: `EXISTS (SELECT 1 FROM tokens WHERE id = $1 AND revoked_at IS NULL)`,
  child: `EXISTS (
    SELECT 1 FROM child_tokens c
    LEFT JOIN tokens t ON t.id = c.parent_id
    LEFT JOIN token_secrets s ON s.token_id = t.id AND s.version = c.parent_secret_version
    LEFT JOIN webhooks w ON w.id = c.webhook_id
    WHERE c.id = $1 AND c.revoked_at IS NULL AND (w.enabled OR (
      t.revoked_at IS NULL AND t.child_epoch = c.child_epoch
        AND s.version IS NOT NULL AND (s.retires_at IS NULL OR s.retires_at > $3)
    )))`,
} as const;

const SECRET_WORKS = `
  SELECT coalesce(least(t.expires_at, s.retires_at) > $3, true) AS works
  FROM tokens t JOIN token_secrets s ON s.token_id = t.id
  WHERE t.id = $1 AND s.version = $2`;

const RECORD_OF: Record<CredentialKind, keyof typeof IS_LIVE> = {
  session: 'session',
  personal: 'token',
  assistant: 'token',
  child: 'child',
};

/** Checks the rights of a caller again, because they may have changed since the guards ran. */
@Injectable()
export class ReauthorizationRepository {
  constructor(private readonly clock: Clock) {}

  /** @throws InvalidTokenError, ForbiddenError */
  async require(manager: EntityManager, principal: Principal): Promise<void> {
    const record = RECORD_OF[principal.kind];
    const [now] = await manager.query<CurrentRights[]>(
      `SELECT role, permissions, disabled, ${IS_LIVE[record]} AS live,
         EXISTS (SELECT 1 FROM ai_seats WHERE user_id = users.id) AS seat
       FROM users WHERE id = $2`,
      [principal.credentialId, principal.userId, ...(record === 'child' ? [this.clock.now()] : [])],
    );
    reauthorize(now, principal);
  }

  /**
   * Checks the presented secret again: the token may have been rotated or its expiry brought
   * forward.
   *
   * @throws InvalidTokenError
   */
  async requireSecret(
    manager: EntityManager,
    { credentialId, secretVersion }: Principal,
  ): Promise<void> {
    if (secretVersion === null) return;
    const [secret] = await manager.query<{ works: boolean }[]>(SECRET_WORKS, [
      credentialId,
      secretVersion,
      this.clock.now(),
    ]);
    if (secret?.works !== true) throw new InvalidTokenError();
  }
}
