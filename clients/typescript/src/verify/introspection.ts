import { asking } from '../http/calls.js';
import type { TokenSource } from '../http/credential.js';
import { TokenCredential } from '../http/credential.js';
import { retrySettings } from '../http/retry-delay.js';
import { Transport } from '../http/transport.js';
import { baseUrlOf } from '../http/url.js';
import type { Schemas } from '../schema/operation-types.js';
import { AnswerCache } from './answer-cache.js';
import type { CacheSettings } from './answer-cache.js';
import { digestOf } from './digest.js';
import { fromIntrospection } from './verified-token.js';
import type { VerifiedToken } from './verified-token.js';

export interface IntrospectOptions {
  /** The URL of the service. */
  baseUrl: string | URL;
  /** A credential of a user with the permission `tokens:introspect`. */
  token: TokenSource;
  /** Milliseconds for a response. The default is 5,000. */
  timeout?: number | undefined;
}

/** Of any `TOKEN_PREFIX`. */
const SHAPE = /^[a-z][a-z0-9_]{0,15}[stc]_[0-9A-Za-z]{42}$/;
const TIMEOUT_MS = 5_000;
const QUESTION = '/api/tokens/_introspect';
/** Retries once, because a kept connection may just have ended. */
const RETRY = retrySettings({ maxRetries: 1, baseDelay: 50, maxRetryAfter: 1 });

interface Flight {
  askedAt: number;
  answer: Promise<VerifiedToken | null>;
}

/** Introspects tokens and caches the results for a short time. */
export class Introspection {
  readonly #transport: Transport;
  readonly #cache: AnswerCache;
  readonly #goodFor: number;
  readonly #flights = new Map<string, Flight>();

  constructor(
    { baseUrl, token, timeout = TIMEOUT_MS }: IntrospectOptions,
    settings: CacheSettings,
    fetch: typeof globalThis.fetch,
    private readonly now: () => number,
  ) {
    const transport = { baseUrl: baseUrlOf(baseUrl), fetch, timeout, headers: {}, retry: RETRY };
    this.#transport = new Transport(transport, () => new TokenCredential(token));
    this.#cache = new AnswerCache(settings);
    this.#goodFor = settings.goodFor;
  }

  /** A value with another format cannot be a token of the service. */
  takes(token: string): boolean {
    return SHAPE.test(token);
  }

  /**
   * @returns null when the token is not valid
   * @throws AssistantTokensError when the service gives no result
   */
  async verify(token: string): Promise<VerifiedToken | null> {
    const key = await digestOf(token);
    const now = this.now();
    const known = this.#cache.find(key, now);
    if (known !== undefined) return known;
    const flight = this.#flights.get(key);
    if (flight !== undefined && now < flight.askedAt + this.#goodFor) return flight.answer;
    return this.#ask(key, token, now);
  }

  async #ask(key: string, token: string, askedAt: number): Promise<VerifiedToken | null> {
    const flight = { askedAt, answer: this.#introspect(token) };
    this.#flights.set(key, flight);
    try {
      const answer = await flight.answer;
      this.#cache.keep(key, answer, askedAt);
      return answer;
    } finally {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    }
  }

  async #introspect(token: string): Promise<VerifiedToken | null> {
    const call = asking(QUESTION, { token });
    const { body } = await this.#transport.send<Schemas['Introspection']>(call);
    return body.active ? fromIntrospection(body) : null;
  }
}
