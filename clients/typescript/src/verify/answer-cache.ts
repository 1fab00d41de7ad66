import { Lru } from './lru.js';
import type { VerifiedToken } from './verified-token.js';

export interface CacheSettings {
  /** Milliseconds that an answer is good for, from when it was asked for. */
  goodFor: number;
  /** The same, of an answer that a token is not good. */
  badFor: number;
  /** How many answers of either kind. */
  size: number;
}

interface Kept {
  token: VerifiedToken | null;
  askedAt: number;
  until: number;
}

/** What the service said of tokens. Bad ones have a room of their own: a flood drops no good one. */
export class AnswerCache {
  readonly #good: Lru<Kept>;
  readonly #bad: Lru<Kept>;

  constructor(private readonly settings: CacheSettings) {
    this.#good = new Lru(settings.size);
    this.#bad = new Lru(settings.size);
  }

  /**
   * A clock that was set back does not make an answer good for longer.
   *
   * @returns null for a token that is not good; undefined: not known, or not any more
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
