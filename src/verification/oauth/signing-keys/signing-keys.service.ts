import type { KeyObject } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRepository } from '../../../audit/audit.repository.js';
import { Clock } from '../../../platform/clock/clock.js';
import { Config } from '../../../platform/config/config.js';
import { takeTurn } from '../../../platform/database/advisory-locks.js';
import { Transaction } from '../../../admission/cache/invalidation/transaction.js';
import { generateSigningKeyPair } from './key-pair.js';
import type { PublicJwk } from './key-pair.js';
import { PrivateKeys } from './private-keys.js';
import { activeAt, nextActivation, outlived } from './signing-key-schedule.js';
import type { SigningKey } from './signing-key.entity.js';
import { SigningKeysRepository } from './signing-keys.repository.js';

const REFRESH_INTERVAL_MS = 60_000;

interface UsableKey {
  kid: string;
  publicJwk: PublicJwk;
  activatesAt: Date;
  privateKey: KeyObject;
}

/**
 * Caches the signing keys that all instances share, at most a minute behind the database. A key is
 * published a day before it signs, so every instance has it long before that.
 */
@Injectable()
export class SigningKeysService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(SigningKeysService.name);
  private keys: UsableKey[] = [];
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly repository: SigningKeysRepository,
    private readonly privateKeys: PrivateKeys,
    private readonly audit: AuditRepository,
    private readonly transaction: Transaction,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** @throws ConfigError if ENCRYPTION_KEY cannot decrypt the stored keys */
  async onApplicationBootstrap(): Promise<void> {
    await this.refresh();
    this.timer = setInterval(() => {
      this.running = this.refresh().catch((error: unknown) => {
        this.logger.warn(
          { err: error },
          'Could not refresh the signing keys. The next attempt follows in a minute.',
        );
      });
    }, REFRESH_INTERVAL_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** The public keys that sign now, will sign soon, or signed until recently. */
  get published(): PublicJwk[] {
    return this.keys.map(({ publicJwk }) => publicJwk);
  }

  get active(): UsableKey {
    const key = activeAt(this.keys, this.clock.now());
    if (key === undefined) throw new Error('The signing keys have not been read.');
    return key;
  }

  /** Creates, encrypts and deletes keys if necessary, then reads all keys. */
  async refresh(): Promise<void> {
    const now = this.clock.now();
    const found = await this.repository.findAll();
    const stored = this.isInOrder(found, now)
      ? found
      : await this.transaction.run((manager) => this.putInOrder(manager, now));
    this.keys = stored.map((key) => this.known(key.kid) ?? this.toUsable(key));
  }

  private isInOrder(keys: SigningKey[], now: Date): boolean {
    return (
      nextActivation(keys, this.config.signingKeyRotationDays, now) === null &&
      outlived(keys, now).length === 0 &&
      !keys.some((key) => this.privateKeys.isExposed(key))
    );
  }

  /**
   * A lock lets instances do this one after the other. After the first one, nothing is left to do.
   */
  private async putInOrder(manager: EntityManager, now: Date): Promise<SigningKey[]> {
    await takeTurn(manager, 'signingKeys');
    const found = await this.repository.findAll(manager);
    const gone = outlived(found, now);
    const exposed = found.filter((key) => this.privateKeys.isExposed(key));
    const activatesAt = nextActivation(found, this.config.signingKeyRotationDays, now);
    const made = activatesAt === null ? [] : [await newKey(now, activatesAt)];
    const written = [...exposed, ...made].map((key) => this.privateKeys.protect(key));
    if (written.length > 0) await this.repository.save(manager, written);
    await this.repository.delete(
      manager,
      gone.map(({ kid }) => kid),
    );
    await this.audit.record(manager, made.map(toRecord));
    return this.repository.findAll(manager);
  }

  private known(kid: string): UsableKey | undefined {
    return this.keys.find((key) => key.kid === kid);
  }

  private toUsable(stored: SigningKey): UsableKey {
    const { kid, publicJwk, activatesAt } = stored;
    return { kid, publicJwk, activatesAt, privateKey: this.privateKeys.open(stored) };
  }
}

async function newKey(createdAt: Date, activatesAt: Date): Promise<SigningKey> {
  return { ...(await generateSigningKeyPair()), encrypted: false, createdAt, activatesAt };
}

function toRecord({ kid, createdAt, activatesAt }: SigningKey) {
  return {
    at: createdAt,
    action: 'signing_key.created',
    actor: null,
    credentialId: null,
    address: null,
    subjectType: 'signing_key',
    subjectId: kid,
    details: { activatesAt },
  };
}
