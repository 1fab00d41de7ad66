/** RFC 8037, section 2. */
export interface AuditPublicJwk {
  kty: 'OKP';
  crv: 'Ed25519';
  x: string;
  kid: string;
  use: 'sig';
  alg: 'EdDSA';
}

export interface HeadSignature {
  publicJwk: AuditPublicJwk;
  /** Ed25519. */
  sign: (bytes: Uint8Array) => Buffer;
}

/** Signs the heads of the audit trail with the key that signs JWTs now. */
export abstract class HeadSigner {
  abstract signature(): Promise<HeadSignature>;
}
