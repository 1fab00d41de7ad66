import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import { newId } from '../../../platform/ids/id.js';
import { Config } from '../../../platform/config/config.js';
import { takeTurn } from '../../../platform/database/advisory-locks.js';
import { Transaction } from '../../cache/invalidation/transaction.js';
import { NonceKeysRepository } from './nonce-keys.repository.js';
import { opened, sealed } from './nonce-key-form.js';
import type { NonceKey } from './nonce-key.entity.js';

/** A new nonce begins with each. */
const SLOT_MS = 60_000;
/** The present one, two that were, and one that is ahead on an instance whose clock is. */
const GOOD_SLOTS = [0, -1, -2, 1];
const KEY_BYTES = 32;
const MAX_MADE = 8;

/** How long a proof can be good after it was accepted: its nonce may be the one ahead. */
export const NONCE_LIFETIME_MS = (GOOD_SLOTS.length + 1) * SLOT_MS;

/**
 * RFC 9449, section 9. A nonce is a code of its minute, made with a key that all instances share, so
 * that none has to be kept: each is good for two to three minutes. Whoever needs the key first makes
 * it; nothing depends on one that is lost, or that ENCRYPTION_KEY does not open.
 */
@Injectable()
export class DpopNonces {
  private made = new Map<number, Buffer>();
  private reading: Promise<void> | undefined;
  private key: KeyObject;
  /** Of the key. */
  keyId: string;

  constructor(
    private readonly repository: NonceKeysRepository,
    private readonly transaction: Transaction,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** Everything else here may be asked after that. */
  async ready(): Promise<void> {
    this.reading ??= this.readKey();
    try {
      await this.reading;
    } catch (error) {
      this.reading = undefined;
      throw error;
    }
  }

  /** For the next proof. */
  get current(): string {
    return this.nonceOf(this.slot).toString();
  }

  isCurrent(nonce: unknown): boolean {
    return nonce === this.current;
  }

  isGood(nonce: unknown): boolean {
    if (typeof nonce !== 'string') return false;
    const told = Buffer.from(nonce);
    const { slot } = this;
    return GOOD_SLOTS.some((offset) => {
      const good = this.nonceOf(slot + offset);
      return good.length === told.length && timingSafeEqual(good, told);
    });
  }

  /** The key is lost, with whatever is lost in a crash of PostgreSQL: there is another one now. */
  async wereReplaced(): Promise<boolean> {
    if (await this.repository.exists(this.keyId)) return false;
    await this.readKey();
    return true;
  }

  private get slot(): number {
    return Math.floor(this.clock.now().getTime() / SLOT_MS);
  }

  private nonceOf(slot: number): Buffer {
    const known = this.made.get(slot);
    if (known !== undefined) return known;
    if (this.made.size >= MAX_MADE) this.made.clear();
    const nonce = Buffer.from(createHmac('sha256', this.key).update(`${slot}`).digest('base64url'));
    this.made.set(slot, nonce);
    return nonce;
  }

  private async readKey(): Promise<void> {
    const found = await this.repository.findOldest();
    const usable = found && this.toUsable(found);
    const { id, key } = usable ?? (await this.makeUsable());
    this.key = key;
    this.keyId = id;
    this.made = new Map();
  }

  /** @returns null for one that is not as ENCRYPTION_KEY has it */
  private toUsable(stored: NonceKey): UsableKey | null {
    if (stored.encrypted !== (this.config.encryptionKey !== null)) return null;
    const key = opened(stored, this.config.encryptionKey);
    return key && { id: stored.id, key };
  }

  /** Instances that find no usable one at once do it one after the other, the first for all. */
  private makeUsable(): Promise<UsableKey> {
    return this.transaction.runAdding(async (manager) => {
      await takeTurn(manager, 'dpopNonceKey');
      const found = await this.repository.findOldest(manager);
      const usable = found && this.toUsable(found);
      if (usable !== null) return usable;
      const isExposed = found?.encrypted === false;
      if (found !== null && !isExposed) await this.repository.delete(manager, found.id);
      const clear = found !== null && isExposed ? found : newKey(this.clock.now());
      await this.repository.save(manager, sealed(clear, this.config.encryptionKey));
      return { id: clear.id, key: createSecretKey(clear.key) };
    });
  }
}

interface UsableKey {
  id: string;
  key: KeyObject;
}

function newKey(createdAt: Date): NonceKey {
  return { id: newId(), key: randomBytes(KEY_BYTES), encrypted: false, createdAt };
}
