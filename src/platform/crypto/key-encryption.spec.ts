import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { openPrivateKey, sealPrivateKey } from './key-encryption.js';

const key = createSecretKey(randomBytes(32));
const privateKey = randomBytes(48);

describe('a sealed private key', () => {
  const sealed = sealPrivateKey(privateKey, 'kid', key);

  it('opens with its encryption key and its kid', () => {
    expect(openPrivateKey(sealed, 'kid', key)).toEqual(privateKey);
  });

  it('does not open with another encryption key or kid', () => {
    expect(openPrivateKey(sealed, 'kid', createSecretKey(randomBytes(32)))).toBeNull();
    expect(openPrivateKey(sealed, 'other', key)).toBeNull();
  });

  it('does not open if any byte was changed or is missing', () => {
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(i) ^ 1, i);
      expect(openPrivateKey(changed, 'kid', key)).toBeNull();
      expect(openPrivateKey(sealed.subarray(0, i), 'kid', key)).toBeNull();
    }
  });

  it('contains no part of the key, and differs each time', () => {
    expect(sealed.includes(privateKey.subarray(0, 8))).toBe(false);
    expect(sealPrivateKey(privateKey, 'kid', key)).not.toEqual(sealed);
  });
});
