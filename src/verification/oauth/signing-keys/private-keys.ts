import { createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ConfigError } from '../../../platform/config/config.error.js';
import { Config } from '../../../platform/config/config.js';
import { openPrivateKey, sealPrivateKey } from '../../../platform/crypto/key-encryption.js';
import type { SigningKey } from './signing-key.entity.js';

type StoredKey = Pick<SigningKey, 'kid' | 'privateKey' | 'encrypted'>;

/** Encrypts private signing keys at rest if ENCRYPTION_KEY is set. */
@Injectable()
export class PrivateKeys {
  private readonly encryptionKey: KeyObject | null;

  constructor({ encryptionKey }: Config) {
    this.encryptionKey = encryptionKey;
  }

  /** Whether the key was stored before ENCRYPTION_KEY was set, and must be encrypted now. */
  isExposed({ encrypted }: StoredKey): boolean {
    return !encrypted && this.encryptionKey !== null;
  }

  /** @param key not encrypted */
  protect<T extends StoredKey>(key: T): T {
    if (this.encryptionKey === null) return key;
    const privateKey = sealPrivateKey(key.privateKey, key.kid, this.encryptionKey);
    return { ...key, privateKey, encrypted: true };
  }

  /** @throws ConfigError if ENCRYPTION_KEY is missing or differs */
  open({ kid, privateKey, encrypted }: StoredKey): KeyObject {
    const der = encrypted ? this.decrypt(privateKey, kid) : privateKey;
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  }

  private decrypt(sealed: Buffer, kid: string): Buffer {
    const opened = this.encryptionKey && openPrivateKey(sealed, kid, this.encryptionKey);
    if (opened) return opened;
    throw new ConfigError([
      `ENCRYPTION_KEY must be the key that encrypted the signing key ${kid} in the database. If that key is lost, delete the rows of the table signing_keys.`,
    ]);
  }
}
