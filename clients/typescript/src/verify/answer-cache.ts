import { Lru } from './lru.js';
import type { VerifiedToken } from './verified-token.js';

export interface CacheSettings {
  /** Milliseconds for which a result is valid, from the time of the question. */
  goodFor: number;
  /** The same for the result that a token is not valid. */
  badFor: number;
  /** Maximum number of results of either kind. */
  size: number;
}

interface Kept {
  token: VerifiedToken | null;
  askedAt: number;
  until: number;
}

/** Caches results by token. Invalid tokens have a separate cache, so a flood cannot displace valid ones. */
export class AnswerCache {
  readonly #good: Lru<Kept>;
  readonly #bad: Lru<Kept>;

  constructor(private readonly settings: CacheSettings) {
    this.#good = new Lru(settings.size);
    this.#bad = new Lru(settings.size);
  }

  /**
   * A result is not valid for longer when somebody sets the clock back.
   *
   * @returns null for a token that is not valid, undefined when the cache has no result
   */
  find(key: string, now: number): VerifiedToken | null | undefined {
    const kept = this.#good.get(key) ?? this.#bad.get(key);
    return kept !== undefined && kept.askedAt <= now && now < kept.until ? kept.token : undefined;
  }

  keep(key: string, token: VerifiedToken | null, askedAt: number): void {
    const { goodFor, badFor } = this.settings;
    if (token === null) {
      this.#good.delete(key);
      this.#bad.set(key, { token, askedAt, until: askedAt + badFor });
    } else {
      const end = token.expiresAt?.getTime() ?? Infinity;
      this.#bad.delete(key);
      this.#good.set(key, { token, askedAt, until: Math.min(askedAt + goodFor, end) });
    }
  }
}
