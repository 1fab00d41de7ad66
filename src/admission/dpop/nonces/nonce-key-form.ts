import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { openPrivateKey, sealPrivateKey } from '../../../platform/crypto/key-encryption.js';
import type { NonceKey } from './nonce-key.entity.js';

/** @param key not encrypted */
export function sealed(key: NonceKey, encryptionKey: KeyObject | null): NonceKey {
  if (encryptionKey === null) return key;
  return { ...key, key: sealPrivateKey(key.key, key.id, encryptionKey), encrypted: true };
}

/** @returns `null` if the encryption key is missing or differs */
export function opened(
  { id, key, encrypted }: NonceKey,
  encryptionKey: KeyObject | null,
): KeyObject | null {
  if (!encrypted) return createSecretKey(key);
  const clear = encryptionKey && openPrivateKey(key, id, encryptionKey);
  return clear && createSecretKey(clear);
}
