import { Injectable } from '@nestjs/common';
import { ChangeFeed } from '../../changes/change-feed.js';
import type { ChangeSubscriber } from '../../changes/change-feed.js';
import type { PrincipalChange } from '../../changes/principal-change.js';
import { Clock } from '../../common/clock.js';
import { Config } from '../../config/config.js';
import { Metrics } from '../../metrics/metrics.js';
import type { Principal } from '../principal.js';
import { RecentChanges } from './recent-changes.js';
import { TaggedCache } from './tagged-cache.js';

/** What became of a secret that was looked up. */
export interface Resolution {
  /** null: refused */
  principal: Principal | null;
  /** Until when it stays so unless a change is announced, in milliseconds since 1970. */
  until: number;
  /** The changes that concern it. */
  tags: readonly PrincipalChange[];
}

/** A look into the database: what it finds is as old as this. */
export type Reading = number | null;

/** Guesses do not push out what is good. */
const MAX_REFUSALS = 100_000;

/**
 * The principals, and the refusals, of the secrets that were presented lately, by their digest.
 * Answers only while no announcement of a change can have been missed.
 */
@Injectable()
export class PrincipalCache implements ChangeSubscriber {
  private readonly principals: TaggedCache<Resolution>;
  private readonly refusals = new TaggedCache<Resolution>(MAX_REFUSALS);
  private readonly changes = new RecentChanges();
  private hits = 0;
  private misses = 0;

  constructor(
    private readonly feed: ChangeFeed,
    private readonly clock: Clock,
    { credentialCacheSize }: Config,
    metrics: Metrics,
  ) {
    this.principals = new TaggedCache(credentialCacheSize);
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
    const known = this.feed.isCurrent
      ? (this.principals.get(digest) ?? this.refusals.get(digest))
      : undefined;
    if (known === undefined || known.until <= this.clock.now().getTime()) {
      this.misses++;
      return undefined;
    }
    this.hits++;
    return known.principal;
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
    if (!isCurrent || this.changes.includes(resolution.tags, reading)) return false;
    const { principal } = resolution;
    (principal === null ? this.refusals : this.principals).set(digest, resolution);
    (principal === null ? this.principals : this.refusals).delete(digest);
    return true;
  }

  changed(change: PrincipalChange): void {
    if (change === 'all') {
      this.missed();
      return;
    }
    this.changes.add(change);
    this.principals.drop(change);
    this.refusals.drop(change);
  }

  missed(): void {
    this.changes.addAll();
    this.principals.clear();
    this.refusals.clear();
  }
}
