import type { JwtClaims } from './jwt-claims.js';
import { readJwt } from './jwt.js';
import { KeySet } from './key-set.js';
import { fromClaims } from './verified-token.js';
import type { VerifiedToken } from './verified-token.js';

export interface JwksOptions {
  /** The `iss` of the JWTs, which is the `PUBLIC_URL` of the service. */
  issuer: string;
  /** The URL of the service, if it differs from the issuer. */
  baseUrl?: string | URL | undefined;
  /** Clock tolerance in seconds. The default is 5. */
  clockTolerance?: number | undefined;
  /** Milliseconds to fetch the keys. The default is 5,000. */
  timeout?: number | undefined;
}

const TYPES = new Set(['at+jwt', 'application/at+jwt']);
const SHAPE = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Verifies JWTs offline with the public keys of the service (RFC 9068, section 4). */
export class JwtVerification {
  readonly #keys: KeySet;
  readonly #issuer: string;
  readonly #tolerance: number;

  constructor(
    { issuer, baseUrl = issuer, clockTolerance = 5, timeout = 5_000 }: JwksOptions,
    fetch: typeof globalThis.fetch,
    private readonly now: () => number,
  ) {
    this.#keys = new KeySet(baseUrl, timeout, fetch, now);
    this.#issuer = issuer;
    this.#tolerance = clockTolerance;
  }

  takes(token: string): boolean {
    return SHAPE.test(token);
  }

  /**
   * @param audiences the JWT must name one of them. undefined: it must name its own assistant, or the
   *   issuer when it is not limited to one assistant
   * @returns null when the token is not valid
   * @throws AssistantTokensError when the keys cannot be fetched
   */
  async verify(token: string, audiences: Audiences): Promise<VerifiedToken | null> {
    const jwt = readJwt(token);
    if (jwt === null) return null;
    const { alg, typ, kid, crit } = jwt.header;
    const isOurs = typeof typ === 'string' && TYPES.has(typ.toLowerCase());
    if (alg !== 'EdDSA' || !isOurs || typeof kid !== 'string' || crit !== undefined) return null;
    if (!this.#holds(jwt.claims, audiences)) return null;
    const key = await this.#keys.find(kid);
    if (key === undefined) return null;
    const isGenuine = await crypto.subtle.verify('Ed25519', key, jwt.signature, jwt.signed);
    return isGenuine ? fromClaims(jwt.claims) : null;
  }

  #holds(claims: Record<string, unknown>, audiences: Audiences): claims is ClaimsAsRead {
    const { iss, exp, nbf = 0, iat = 0, sub, username, token_id: id } = claims;
    const now = this.now() / 1_000;
    return (
      iss === this.#issuer &&
      typeof exp === 'number' &&
      now < exp + this.#tolerance &&
      [nbf, iat].every((from) => typeof from === 'number' && from - this.#tolerance <= now) &&
      [sub, username, id].every((name) => typeof name === 'string') &&
      isFor(claims, audiences ?? [claims.assistant_id ?? this.#issuer])
    );
  }
}

type Audiences = readonly string[] | undefined;
type ClaimsAsRead = Record<string, unknown> & JwtClaims;

function isFor({ aud }: Record<string, unknown>, audiences: readonly unknown[]): boolean {
  const named: unknown[] = Array.isArray(aud) ? aud : [aud];
  return named.some((name) => typeof name === 'string' && audiences.includes(name));
}
