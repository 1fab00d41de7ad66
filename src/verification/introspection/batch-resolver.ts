import { Injectable } from '@nestjs/common';
import pLimit from 'p-limit';
import type { LimitFunction } from 'p-limit';
import { CredentialResolver } from '../../admission/resolution/credential.resolver.js';
import type { Principal } from '../../admission/principal.js';
import { elapsedSince, markNow } from '../../admission/cache/invalidation/time-mark.js';
import { UnavailableError } from '../../platform/errors/unavailable.error.js';
import { Config } from '../../platform/config/config.js';

/** How old the results of a batch may be. */
const MAX_AGE_MS = 2_000;
const ATTEMPTS = 3;

/**
 * Resolves many secrets. Cached ones cost no promise. The first lookup of a batch starts
 * immediately. For the other lookups, all batches together use at most half of the database
 * connections.
 */
@Injectable()
export class BatchResolver {
  private readonly lanes: number;
  private readonly limit: LimitFunction;

  constructor(
    private readonly resolver: CredentialResolver,
    { databasePoolSize }: Config,
  ) {
    this.lanes = Math.max(1, Math.floor(databasePoolSize / 2));
    this.limit = pLimit(this.lanes);
  }

  /**
   * Early results may be outdated by the time of the last lookup. So the batch resolves all secrets
   * again, which mostly hits the cache, until it needs no lookup or only a short one.
   *
   * @returns the principals, in the order of the secrets
   * @throws UnavailableError if the database is too slow in every attempt
   */
  async resolve(secrets: readonly string[], address: string): Promise<(Principal | null)[]> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const askedAt = markNow();
      const batch = new Batch(secrets, (secret) => this.resolver.resolve(secret, address));
      const lookup = batch.advance();
      if (lookup === undefined) return batch.found;
      const lanes = Array.from({ length: this.lanes }, () => this.finish(batch));
      await Promise.all([lookup, ...lanes]);
      if (attempt > 1 && elapsedSince(askedAt) < MAX_AGE_MS) return batch.found;
    }
    throw new UnavailableError();
  }

  /** Takes a place in the limit per lookup, so that a large batch does not block others. */
  private async finish(batch: Batch): Promise<void> {
    while (!batch.exhausted) await this.limit(() => batch.advance());
  }
}

class Batch {
  readonly found: (Principal | null)[];
  private next = 0;

  constructor(
    private readonly secrets: readonly string[],
    private readonly resolve: (secret: string) => ReturnType<CredentialResolver['resolve']>,
  ) {
    this.found = secrets.map(() => null);
  }

  get exhausted(): boolean {
    return this.next >= this.secrets.length;
  }

  /** Advances to the next lookup. @returns the lookup, or undefined at the end */
  advance(): Promise<void> | undefined {
    for (
      let secret = this.secrets[this.next];
      secret !== undefined;
      secret = this.secrets[this.next]
    ) {
      const index = this.next++;
      const principal = this.resolve(secret);
      if (principal instanceof Promise) return this.keep(index, principal);
      this.found[index] = principal;
    }
    return undefined;
  }

  private async keep(index: number, lookup: Promise<Principal | null>): Promise<void> {
    this.found[index] = await lookup;
  }
}
