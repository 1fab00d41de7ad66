import { reading } from '../http/calls.js';
import { TokenCredential } from '../http/credential.js';
import { retrySettings } from '../http/retry-delay.js';
import { Transport } from '../http/transport.js';
import { baseUrlOf } from '../http/url.js';

/** The service allows caching for this long. */
const MAX_AGE_MS = 300_000;
/** The minimum time between two fetches, so that JWTs with unknown key ids cannot cause many. */
const REFRESH_EVERY_MS = 30_000;
const RETRY = retrySettings({ maxRetries: 1, baseDelay: 50, maxRetryAfter: 1 });
const ED25519 = { name: 'Ed25519' };

/** A newer service may publish further kinds of keys. */
interface PublishedKey {
  kid: string;
  kty: string;
  crv: string;
  use: string;
  x: string;
}

interface Fetched {
  at: number;
  keys: Map<string, Promise<CryptoKey>>;
}

/** The public keys of the service (RFC 7517). */
export class KeySet {
  readonly #transport: Transport;
  #fetched: Fetched | undefined;
  #flight: Promise<Fetched> | undefined;
  #triedAt = -Infinity;

  constructor(
    baseUrl: string | URL,
    timeout: number,
    fetch: typeof globalThis.fetch,
    private readonly now: () => number,
  ) {
    const settings = { baseUrl: baseUrlOf(baseUrl), fetch, timeout, headers: {}, retry: RETRY };
    this.#transport = new Transport(settings, () => new TokenCredential(undefined));
  }

  /**
   * @returns undefined when the key does not exist
   * @throws AssistantTokensError when the keys cannot be fetched
   */
  async find(kid: string): Promise<CryptoKey | undefined> {
    const [held, now] = [this.#fetched, this.now()];
    const isFresh = held !== undefined && now - held.at < MAX_AGE_MS;
    if (isFresh && (held.keys.has(kid) || now - this.#triedAt < REFRESH_EVERY_MS)) {
      return held.keys.get(kid);
    }
    return (await this.#refresh()).keys.get(kid);
  }

  #refresh(): Promise<Fetched> {
    this.#flight ??= this.#fetch().finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  async #fetch(): Promise<Fetched> {
    const at = this.now();
    this.#triedAt = at;
    const call = reading('/.well-known/jwks.json');
    const { body } = await this.#transport.send<{ keys: PublishedKey[] }>(call);
    this.#fetched = { at, keys: new Map(body.keys.filter(isUsable).map(imported)) };
    return this.#fetched;
  }
}

function isUsable({ kty, crv, use }: PublishedKey): boolean {
  return kty === 'OKP' && crv === 'Ed25519' && use === 'sig';
}

function imported({ kid, kty, crv, x }: PublishedKey): [string, Promise<CryptoKey>] {
  const key = crypto.subtle.importKey('jwk', { kty, crv, x }, ED25519, false, ['verify']);
  // The caller that needs the key gets the error. A platform without the algorithm does not need it.
  key.catch(() => undefined);
  return [kid, key];
}
