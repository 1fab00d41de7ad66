import { generateKeyPairSync, hash, sign } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import type { JWK } from 'jose';
import { encode } from './http-request.js';

const HOST = '127.0.0.1';

/** Requests with a token that is bound to a key, each with a proof of its own (RFC 9449). */
export class ProvenRequests {
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  private readonly jwk = this.keys.publicKey.export({ format: 'jwk' }) as JWK;
  private count = 0;
  private nonce = '';
  private secret = '';

  constructor(private readonly path: string) {}

  /** What the token must be bound to. */
  thumbprint(): Promise<string> {
    return calculateJwkThumbprint(this.jwk);
  }

  /** Takes a nonce, which is good for two minutes at least. */
  async use(secret: string, url: string): Promise<void> {
    this.secret = secret;
    const { headers } = await fetch(url + this.path, {
      headers: { Authorization: `DPoP ${secret}` },
    });
    this.nonce = headers.get('DPoP-Nonce') ?? '';
  }

  next(): string {
    return encode({
      path: this.path,
      headers: { Authorization: `DPoP ${this.secret}`, DPoP: this.proof() },
    });
  }

  private proof(): string {
    const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: this.jwk };
    const claims = {
      jti: `${this.nonce}.${++this.count}`,
      htm: 'GET',
      htu: `http://${HOST}${this.path}`,
      iat: Math.floor(Date.now() / 1_000),
      ath: hash('sha256', this.secret, 'base64url'),
      nonce: this.nonce,
    };
    const input = [header, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const key = { key: this.keys.privateKey, dsaEncoding: 'ieee-p1363' as const };
    return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
  }
}
