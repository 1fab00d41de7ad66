import { Injectable } from '@nestjs/common';
import { AuditRepository } from '../../audit/audit.repository.js';
import { SampledRecords } from '../../audit/sampled-records.js';
import { Clock } from '../../platform/clock/clock.js';
import { newId } from '../../platform/ids/id.js';
import { Config } from '../../platform/config/config.js';
import { Transaction } from '../../admission/cache/invalidation/transaction.js';
import { SessionsRepository } from './sessions.repository.js';
import { lockUsers } from '../../admission/reauthorization/user-locks.js';
import { digestOf, generateSecret, SESSION_PREFIX } from '../../admission/credentials/secret.js';
import { PasswordHasher } from '../users/password.hasher.js';
import type { User } from '../users/user.entity.js';
import { UsersRepository } from '../users/users.repository.js';
import { InvalidCredentialsError } from '../../admission/admission.errors.js';
import type { Caller, Client } from '../../admission/principal.js';
import { FailedAuthentications } from '../../admission/rate-limits/failed-authentications.js';
import { LoginAttempts } from './login-attempts.js';

export interface OpenedSession {
  user: User;
  /** Shown once. */
  secret: string;
  expiresAt: Date;
}

@Injectable()
export class LoginService {
  constructor(
    private readonly users: UsersRepository,
    private readonly passwords: PasswordHasher,
    private readonly attempts: LoginAttempts,
    private readonly failures: FailedAuthentications,
    private readonly sessions: SessionsRepository,
    private readonly audit: AuditRepository,
    private readonly refusals: SampledRecords,
    private readonly transaction: Transaction,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /**
   * Unknown user, disabled user and wrong password take the same path, so that the response does
   * not tell them apart. The limits are checked again after the password, because many attempts may
   * have passed the first check at the same time.
   *
   * @throws InvalidCredentialsError, TooManyLoginsError, TooManyFailedAuthenticationsError,
   *   PasswordsBusyError
   */
  async logIn(username: string, password: string, client: Client): Promise<OpenedSession> {
    const { address } = client;
    await this.requireBelowLimits(username, address);
    const hash = await this.users.findPasswordHash(username);
    const right = await this.passwords.verify(password, hash, address);
    await this.requireBelowLimits(username, address);
    const session = hash !== null && right ? await this.openSession(username, hash, client) : null;
    if (session === null) {
      await this.attempts.countFailure(username, address);
      await this.noteFailure(hash === null ? null : username, client);
      throw new InvalidCredentialsError(await this.failures.count(address));
    }
    await this.attempts.forget(username, address);
    return session;
  }

  async logOut(caller: Caller): Promise<void> {
    const { principal } = caller;
    await this.transaction.run(async (manager) => {
      await lockUsers(manager, principal.userId, [principal.userId]);
      await this.sessions.delete(principal.credentialId, manager);
      await this.audit.recordBy(caller, manager, {
        at: this.clock.now(),
        action: 'session.closed',
        subjectId: principal.credentialId,
      });
    });
  }

  /** @param username null if there is no such user: people type passwords into the wrong field */
  private noteFailure(username: string | null, client: Client): Promise<void> {
    return this.refusals.note(client, {
      action: 'user.login_failed',
      actor: null,
      credentialId: null,
      subjectType: 'user',
      subjectId: username ?? 'unknown',
    });
  }

  private async requireBelowLimits(username: string, address: string): Promise<void> {
    await this.failures.requireGuess(address);
    await this.attempts.requireBelowLimit(username, address);
  }

  /** @returns `null` if the user is disabled, or their password changed during the check */
  private openSession(
    username: string,
    passwordHash: string,
    client: Client,
  ): Promise<OpenedSession | null> {
    return this.transaction.runAdding(async (manager) => {
      const user = await this.users.lockByPasswordHash(manager, username, passwordHash);
      if (user === null || user.disabled) return null;
      const secret = generateSecret(SESSION_PREFIX);
      const id = newId();
      const createdAt = this.clock.now();
      const expiresAt = new Date(createdAt.getTime() + this.config.sessionTtl * 1_000);
      await this.sessions.insert(
        { id, userId: user.id, digest: digestOf(secret), createdAt, expiresAt },
        manager,
      );
      await this.audit.record(manager, {
        ...client,
        at: createdAt,
        action: 'session.opened',
        actor: user.username,
        actorName: user.displayName,
        credentialId: id,
        subjectType: 'session',
        subjectId: id,
      });
      return { user, secret, expiresAt };
    });
  }
}
