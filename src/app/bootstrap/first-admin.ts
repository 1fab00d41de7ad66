import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditRepository } from '../../audit/audit.repository.js';
import { PERMISSIONS } from '../../admission/principal.js';
import { Clock } from '../../platform/clock/clock.js';
import { newId } from '../../platform/ids/id.js';
import { Config } from '../../platform/config/config.js';
import { takeTurn } from '../../platform/database/advisory-locks.js';
import { Transaction } from '../../admission/cache/invalidation/transaction.js';
import { SeatsRepository } from '../../identity/seats/seats.repository.js';
import { OwnersRepository } from '../../identity/owners/owners.repository.js';
import { PasswordHasher } from '../../identity/users/password.hasher.js';
import { UsersRepository } from '../../identity/users/users.repository.js';

/** Hands a generated password to a person. The service keeps no copy of it. */
export type PasswordAnnouncer = (username: string, password: string) => Promise<void>;

export interface EnsuredAdmin {
  /** The configured username, unless there is another admin and no admin of that name. */
  username: string;
  /** Whether this start created the admin. */
  created: boolean;
}

@Injectable()
export class FirstAdmin {
  constructor(
    private readonly users: UsersRepository,
    private readonly owners: OwnersRepository,
    private readonly seats: SeatsRepository,
    private readonly passwords: PasswordHasher,
    private readonly audit: AuditRepository,
    private readonly transaction: Transaction,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /**
   * Creates an admin when there is none. The admin gets a seat unless there are no seats. A generated
   * password is announced before the commit, so that a killed process never leaves an admin whose
   * password nobody has seen.
   *
   * @throws IdTakenError
   */
  async ensure(announce: PasswordAnnouncer): Promise<EnsuredAdmin> {
    const { adminUsername: username, adminPassword } = this.config;
    const existing = await this.users.findAdminName(username);
    if (existing !== null) return { username: existing, created: false };
    const password = adminPassword ?? randomBytes(18).toString('base64url');
    const passwordHash = await this.passwords.hash(password, username);
    return this.transaction.run(async (manager) => {
      await takeTurn(manager, 'firstAdmin');
      const first = await this.users.findAdminName(username, manager);
      if (first !== null) return { username: first, created: false };
      const now = this.clock.now();
      const id = newId();
      await this.owners.claim(manager, username, 'user');
      await this.users.insert(manager, {
        id,
        username,
        displayName: username,
        passwordHash,
        role: 'admin',
        permissions: [...PERMISSIONS],
        disabled: false,
        createdAt: now,
        updatedAt: now,
      });
      if (this.config.aiSeats !== 0) await this.seats.insert(manager, [id], now);
      await this.audit.record(manager, {
        at: now,
        action: 'user.created',
        actor: null,
        credentialId: null,
        address: null,
        subjectType: 'user',
        subjectId: username,
        details: { role: 'admin', first: true },
      });
      if (adminPassword === null) await announce(username, password);
      return { username, created: true };
    });
  }
}
