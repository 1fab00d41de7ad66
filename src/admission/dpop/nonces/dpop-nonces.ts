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

/** Each slot has its own nonce. */
const SLOT_MS = 60_000;
/** The current slot, the two before, and the next one, for instances whose clock is ahead. */
const GOOD_SLOTS = [0, -1, -2, 1];
const KEY_BYTES = 32;
const MAX_MADE = 8;

/**
 * How long a proof can stay valid after it was accepted. Its nonce may be that of the next slot.
 */
export const NONCE_LIFETIME_MS = (GOOD_SLOTS.length + 1) * SLOT_MS;

/**
 * Nonces for DPoP proofs (RFC 9449, section 9). A nonce is the HMAC of its minute with a key that
 * all instances share, so nonces need no storage. Each is valid for two to three minutes. The first
 * instance that needs the key creates it. Losing the key, or being unable to decrypt it, does no
 * harm: clients get a new nonce.
 */
@Injectable()
export class DpopNonces {
  private made = new Map<number, Buffer>();
  private reading: Promise<void> | undefined;
  private key: KeyObject;
  /** The id of the key. */
  keyId: string;

  constructor(
    private readonly repository: NonceKeysRepository,
    private readonly transaction: Transaction,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** Must resolve before any other member is used. */
  async ready(): Promise<void> {
    this.reading ??= this.readKey();
    try {
      await this.reading;
    } catch (error) {
      this.reading = undefined;
      throw error;
    }
  }

  /** The nonce for the next proof. */
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

  /**
   * Checks whether a crash of PostgreSQL lost the key (the table is unlogged). If so, uses a new
   * one.
   */
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

  /** @returns `null` if the key is not stored as ENCRYPTION_KEY requires, or cannot be decrypted */
  private toUsable(stored: NonceKey): UsableKey | null {
    if (stored.encrypted !== (this.config.encryptionKey !== null)) return null;
    const key = opened(stored, this.config.encryptionKey);
    return key && { id: stored.id, key };
  }

  /** A lock lets instances do this one after the other. The others find the key of the first. */
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
