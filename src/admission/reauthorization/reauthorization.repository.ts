import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { InvalidTokenError } from '../admission.errors.js';
import type { CredentialKind, Principal } from '../principal.js';
import { Clock } from '../../platform/clock/clock.js';
import { queryPrepared } from '../../platform/database/prepared.js';
import type { PreparedStatement } from '../../platform/database/prepared.js';
import { reauthorize } from './reauthorization.js';
import type { CurrentRights } from './reauthorization.js';

const IS_LIVE = {
  session: `EXISTS (SELECT 1 FROM sessions WHERE id = $1)`,
  token: `EXISTS (
    SELECT 1 FROM tokens WHERE id = $1 AND revoked_at IS NULL AND paused_at IS NULL)`,
  child: `EXISTS (
    SELECT 1 FROM child_tokens c
    LEFT JOIN tokens t ON t.id = c.parent_id
    LEFT JOIN token_secrets s ON s.token_id = t.id AND s.version = c.parent_secret_version
    LEFT JOIN webhooks w ON w.id = c.webhook_id
    WHERE c.id = $1 AND c.revoked_at IS NULL AND (w.enabled OR (
      t.revoked_at IS NULL AND t.paused_at IS NULL AND t.child_epoch = c.child_epoch
        AND s.version IS NOT NULL AND (s.retires_at IS NULL OR s.retires_at > $3)
    )))`,
} as const;

const rightsOf = (record: keyof typeof IS_LIVE) => ({
  name: `rights-of-${record}`,
  text: `
    SELECT role, permissions, disabled, ${IS_LIVE[record]} AS live,
      EXISTS (SELECT 1 FROM ai_seats WHERE user_id = users.id) AS seat
    FROM users WHERE id = $2`,
});

const RIGHTS_OF = {
  session: rightsOf('session'),
  personal: rightsOf('token'),
  assistant: rightsOf('token'),
  child: rightsOf('child'),
} as const satisfies Record<CredentialKind, PreparedStatement>;

const SECRET_WORKS = `
  SELECT coalesce(least(t.expires_at, s.retires_at) > $3, true) AS works
  FROM tokens t JOIN token_secrets s ON s.token_id = t.id
  WHERE t.id = $1 AND s.version = $2`;

/** Checks the rights of a caller again, because they may have changed since the guards ran. */
@Injectable()
export class ReauthorizationRepository {
  constructor(private readonly clock: Clock) {}

  /** @throws InvalidTokenError, ForbiddenError */
  async require(manager: EntityManager, principal: Principal): Promise<void> {
    const { kind, credentialId, userId } = principal;
    const [now] = await queryPrepared<CurrentRights>(manager, RIGHTS_OF[kind], [
      credentialId,
      userId,
      ...(kind === 'child' ? [this.clock.now()] : []),
    ]);
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
