import { generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';

/** RFC 8037. */
export const ALGORITHM = 'EdDSA';

/** RFC 8037, section 2. */
export interface PublicJwk {
  kty: 'OKP';
  crv: 'Ed25519';
  x: string;
  kid: string;
  use: 'sig';
  alg: typeof ALGORITHM;
}

export interface KeyPair {
  kid: string;
  publicJwk: PublicJwk;
  /** PKCS #8. */
  privateKey: Buffer;
}

export async function generateSigningKeyPair(): Promise<KeyPair> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  const jwk = { kty: 'OKP', crv: 'Ed25519', x } as const;
  const kid = await calculateJwkThumbprint(jwk);
  return {
    kid,
    publicJwk: { ...jwk, kid, use: 'sig', alg: ALGORITHM },
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }),
  };
}
