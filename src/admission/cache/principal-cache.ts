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

/** A look into the database: what it finds is as old as this. */
export type Reading = number | null;

/** Guesses do not push out what is good. */
const MAX_REFUSALS = 100_000;

/**
 * The principals, and the refusals, of the secrets that were presented lately, by their digest.
 * Answers only while no announcement of a change can have been missed.
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
    metrics.gauge('credential_cache_entries', 'Credentials kept in memory.', () => [
      { labels: { outcome: 'accepted' }, value: this.principals.size },
      { labels: { outcome: 'refused' }, value: this.refusals.size },
    ]);
    metrics.counter(
      'credential_cache_hits_total',
      'Credentials resolved from memory.',
      () => this.hits,
    );
    metrics.counter(
      'credential_cache_misses_total',
      'Credentials for which the database was asked, or which were malformed.',
      () => this.misses,
    );
  }

  /** Is it answering at this moment? */
  get isCurrent(): boolean {
    return this.feed.isCurrent;
  }

  /** @returns null for one that is known to be refused; undefined when the database must be asked */
  find(digest: string): Principal | null | undefined {
    const known = this.peek(digest);
    if (known === undefined) this.misses++;
    else this.hits++;
    return known;
  }

  /** The same, without counting: for a caller that may ask again, or calls `countHits`. */
  peek(digest: string): Principal | null | undefined {
    if (!this.feed.isCurrent) return undefined;
    const known = this.principals.get(digest) ?? this.refusals.get(digest);
    if (known === undefined || endOf(known) <= this.clock.now().getTime()) return undefined;
    return principalIn(known);
  }

  countHits(count: number): void {
    this.hits += count;
  }

  /** Was it good when it was last looked at, whether or not that can be relied on now? */
  wasAccepted(digest: string): boolean {
    return this.principals.has(digest);
  }

  /** To be called before the database is asked. */
  beginReading(): Reading {
    return this.feed.isCurrent ? this.changes.now : null;
  }

  /** @returns whether it still was true when it arrived, as far as is known */
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
