import { randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { openPrivateKey, sealPrivateKey } from '../../platform/crypto/key-encryption.js';
import type { WebhookSecret } from './webhook-secret.entity.js';

const SECRET_BYTES = 32;

type StoredSecret = Pick<WebhookSecret, 'webhookId' | 'version' | 'secret' | 'encrypted'>;

/** Creates signing secrets, and encrypts them at rest if ENCRYPTION_KEY is set. */
@Injectable()
export class SigningSecrets {
  private readonly encryptionKey: KeyObject | null;

  constructor({ encryptionKey }: Config) {
    this.encryptionKey = encryptionKey;
  }

  /** @returns the row to store, and the value as Standard Webhooks writes it (`whsec_…`) */
  make(
    webhookId: string,
    version: number,
    createdAt: Date,
  ): { stored: Omit<WebhookSecret, 'webhook'>; value: string } {
    const secret = randomBytes(SECRET_BYTES);
    const { encryptionKey: key } = this;
    return {
      stored: {
        webhookId,
        version,
        secret: key === null ? secret : sealPrivateKey(secret, nameOf(webhookId, version), key),
        encrypted: key !== null,
        createdAt,
        retiresAt: null,
      },
      value: toValue(secret),
    };
  }

  /** @returns the value; `null` if ENCRYPTION_KEY is missing or differs */
  open({ webhookId, version, secret, encrypted }: StoredSecret): string | null {
    const { encryptionKey: key } = this;
    const opened = encrypted
      ? key && openPrivateKey(secret, nameOf(webhookId, version), key)
      : secret;
    return opened && toValue(opened);
  }
}

function toValue(secret: Buffer): string {
  return `whsec_${secret.toString('base64')}`;
}

function nameOf(webhookId: string, version: number): string {
  return `webhook:${webhookId}:${version}`;
}
