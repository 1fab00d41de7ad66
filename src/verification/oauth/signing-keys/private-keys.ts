import { createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ConfigError } from '../../../platform/config/config.error.js';
import { Config } from '../../../platform/config/config.js';
import { openPrivateKey, sealPrivateKey } from '../../../platform/crypto/key-encryption.js';
import type { SigningKey } from './signing-key.entity.js';

type StoredKey = Pick<SigningKey, 'kid' | 'privateKey' | 'encrypted'>;

/** How private signing keys rest in the database: encrypted when there is an ENCRYPTION_KEY. */
@Injectable()
export class PrivateKeys {
  private readonly encryptionKey: KeyObject | null;

  constructor({ encryptionKey }: Config) {
    this.encryptionKey = encryptionKey;
  }

  /** Written before there was an ENCRYPTION_KEY, and so to be written again. */
  isExposed({ encrypted }: StoredKey): boolean {
    return !encrypted && this.encryptionKey !== null;
  }

  /** @param key in clear */
  protect<T extends StoredKey>(key: T): T {
    if (this.encryptionKey === null) return key;
    const privateKey = sealPrivateKey(key.privateKey, key.kid, this.encryptionKey);
    return { ...key, privateKey, encrypted: true };
  }

  /** @throws ConfigError for a missing or another ENCRYPTION_KEY */
  open({ kid, privateKey, encrypted }: StoredKey): KeyObject {
    const der = encrypted ? this.decrypt(privateKey, kid) : privateKey;
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  }

  private decrypt(sealed: Buffer, kid: string): Buffer {
    const opened = this.encryptionKey && openPrivateKey(sealed, kid, this.encryptionKey);
    if (opened) return opened;
    throw new ConfigError([
      `ENCRYPTION_KEY must be the one that the signing key ${kid} in the database was encrypted with; if that is lost, delete the rows of the table signing_keys.`,
    ]);
  }
}
