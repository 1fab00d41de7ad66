import { Injectable } from '@nestjs/common';
import { InvalidationFeed } from './invalidation/invalidation-feed.js';
import type { InvalidationSubscriber } from './invalidation/invalidation-feed.js';
import { idIn } from './invalidation/principal-change.js';
import type { PrincipalChange } from './invalidation/principal-change.js';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import type { Principal } from '../principal.js';
import { endOf, idsOf, principalIn, Refusal } from '../resolution/credential-resolution.js';
import type { Resolution } from '../resolution/credential-resolution.js';
import { RecentChanges } from './recent-changes.js';
import { TaggedCache } from './tagged-cache.js';

/** Marks the beginning of a database lookup, see `RecentChanges`. */
export type Reading = number | null;

/** A separate bound, so that guesses cannot evict valid principals. */
const MAX_REFUSALS = 100_000;

/**
 * Caches principals and refusals of recently presented secrets, by digest. Returns results only
 * while no announcement of a change can have been missed.
 */
@Injectable()
export class PrincipalCache implements InvalidationSubscriber {
  private readonly principals: TaggedCache<Principal>;
  private readonly refusals = new TaggedCache<Refusal>(MAX_REFUSALS, idsOf);
  private readonly changes = new RecentChanges();
  private hits = 0;
  private misses = 0;

  constructor(
    private readonly feed: InvalidationFeed,
    private readonly clock: Clock,
    { credentialCacheSize }: Config,
    metrics: Metrics,
  ) {
    this.principals = new TaggedCache<Principal>(credentialCacheSize, idsOf);
    feed.subscribe(this);
    metrics.gauge('credential_cache_entries', 'Cached credentials.', () => [
      { labels: { outcome: 'accepted' }, value: this.principals.size },
      { labels: { outcome: 'refused' }, value: this.refusals.size },
    ]);
    metrics.counter(
      'credential_cache_hits_total',
      'Credentials resolved from the cache.',
      () => this.hits,
    );
    metrics.counter(
      'credential_cache_misses_total',
      'Credentials that were not in the cache or were malformed.',
      () => this.misses,
    );
  }

  /** Whether the cache currently returns results. */
  get isCurrent(): boolean {
    return this.feed.isCurrent;
  }

  /** @returns `null` if the secret is known to be invalid; undefined if it is not in the cache */
  find(digest: string): Principal | null | undefined {
    const known = this.peek(digest, this.clock.now());
    if (known === undefined) this.misses++;
    else this.hits++;
    return known;
  }

  /** Like `find`, without counting. For callers that look up again or call `countHits`. */
  peek(digest: string, now: Date): Principal | null | undefined {
    if (!this.feed.isCurrent) return undefined;
    const known = this.principals.get(digest) ?? this.refusals.get(digest);
    if (known === undefined || endOf(known) <= now.getTime()) return undefined;
    return principalIn(known);
  }

  /** Why the secret is not valid, if it was looked up lately. */
  refusalOf(digest: string): Refusal | undefined {
    return this.feed.isCurrent ? this.refusals.get(digest) : undefined;
  }

  countHits(count: number): void {
    this.hits += count;
  }

  /** Whether the secret was valid at its last lookup, even if that may be outdated. */
  wasAccepted(digest: string): boolean {
    return this.principals.has(digest);
  }

  /** Call it before the database lookup. */
  beginReading(): Reading {
    return this.feed.isCurrent ? this.changes.now : null;
  }

  /** Caches a result. @returns false if it may be outdated and was not cached */
  keep(digest: string, resolution: Resolution, reading: Reading): boolean {
    const isCurrent = reading !== null && this.feed.isCurrent;
    if (!isCurrent || this.changes.includes(idsOf(resolution), reading)) return false;
    if (resolution instanceof Refusal) {
      this.refusals.set(digest, resolution);
      this.principals.delete(digest);
    } else {
      this.principals.set(digest, resolution);
      this.refusals.delete(digest);
    }
    return true;
  }

  changed(change: PrincipalChange): void {
    if (change === 'all') {
      this.missed();
      return;
    }
    const id = idIn(change);
    this.changes.add(id);
    this.principals.drop(id);
    this.refusals.drop(id);
  }

  missed(): void {
    this.changes.addAll();
    this.principals.clear();
    this.refusals.clear();
  }
}
