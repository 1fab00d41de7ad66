import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Primary } from '../../../platform/database/servers/primary.js';
import { Metrics } from '../../../platform/metrics/metrics.js';
import { Heartbeats, isHeartbeat } from './heartbeats.js';
import type { HeardProof } from './heartbeats.js';
import { ListenerConnection } from './listener-connection.js';
import { onNewConnection } from './new-connection.js';
import type { PrincipalChange } from './principal-change.js';
import { markNow } from './time-mark.js';
import { Trust } from './trust.js';

const HEARTBEAT_INTERVAL_MS = 750;
const RECONNECT_AFTER_MS = 100;

export interface InvalidationSubscriber {
  changed(change: PrincipalChange): void;
  /** Announcements may have been missed, so everything cached so far must be dropped. */
  missed(): void;
}

/**
 * Receives the announcements of changes from all instances, including this one, and knows whether
 * it may have missed any.
 */
@Injectable()
export class InvalidationFeed implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(InvalidationFeed.name);
  private readonly subscribers: InvalidationSubscriber[] = [];
  private readonly trust = new Trust();
  private readonly heartbeats = new Heartbeats();
  private connection: ListenerConnection | null = null;
  private heartbeatTimer: NodeJS.Timeout | undefined;
  private reconnectTimer: NodeJS.Timeout | undefined;
  private lastTick = performance.now();
  private interrupted = false;
  private stopping = false;

  private untrustedMs = 0;
  private roundTripMs = 0;

  constructor(
    private readonly primary: Primary,
    metrics: Metrics,
  ) {
    metrics.gauge(
      'change_feed_current',
      '1 while announcements of changes are received, 0 otherwise.',
      () => Number(this.isCurrent),
    );
    metrics.counter(
      'credential_cache_untrusted_seconds_total',
      'How long the cache was not used because announcements may have been missed.',
      () => this.untrustedMs / 1_000,
    );
    metrics.gauge(
      'change_announcement_lag_seconds',
      'The round trip of the last heartbeat. Announcements arrive at least as fast.',
      () => this.roundTripMs / 1_000,
    );
  }

  subscribe(subscriber: InvalidationSubscriber): void {
    this.subscribers.push(subscriber);
  }

  /** Whether no announcement was missed, so that everything cached since `missed()` is valid. */
  get isCurrent(): boolean {
    return this.trust.holds;
  }

  /**
   * Resolves when all changes committed before the call were received, or the feed is not current.
   */
  async caughtUp(): Promise<void> {
    if (this.isCurrent) await this.heartbeats.roundTrip();
  }

  async onModuleInit(): Promise<void> {
    this.primary.onChange(() => {
      this.connectLater(new Error('Another server has taken over.'));
    });
    await this.connect();
    this.heartbeatTimer = setInterval(() => {
      this.tick();
    }, HEARTBEAT_INTERVAL_MS).unref();
    await this.prove();
  }

  beforeApplicationShutdown(): void {
    this.stopping = true;
    clearInterval(this.heartbeatTimer);
    clearTimeout(this.reconnectTimer);
    this.disconnect();
  }

  private async connect(): Promise<void> {
    try {
      const connection = await ListenerConnection.open(this.primary, {
        onPayload: (payload) => {
          this.hear(payload);
        },
        onEnd: (error) => {
          this.connectLater(error);
        },
      });
      this.connection?.close();
      this.connection = connection;
      if (this.stopping) this.disconnect();
      else this.heartbeats.start((payload) => connection.notify(payload));
    } catch (error) {
      this.connectLater(error);
    }
  }

  private connectLater(error: unknown): void {
    this.disconnect();
    if (this.stopping) return;
    this.tellInterruption(error);
    clearTimeout(this.reconnectTimer);
    this.reconnectTimer = setTimeout(() => {
      void this.connect().then(() => this.prove());
    }, RECONNECT_AFTER_MS).unref();
  }

  private disconnect(): void {
    this.trust.lose();
    this.connection?.close();
    this.connection = null;
    this.heartbeats.stop();
  }

  private hear(payload: string): void {
    if (!isHeartbeat(payload)) {
      for (const subscriber of this.subscribers) subscriber.changed(payload as PrincipalChange);
      return;
    }
    const proof = this.heartbeats.receive(payload);
    if (proof !== null) this.heardProof(proof);
  }

  /** Proves that this instance hears what new connections commit. */
  private async prove(): Promise<void> {
    const since = markNow();
    try {
      await onNewConnection(this.primary, (notify) => this.heartbeats.prove({ since }, notify));
    } catch (error) {
      if (!this.isCurrent) this.tellInterruption(error);
    }
  }

  private heardProof({ since, roundTripMs }: HeardProof): void {
    if (!this.trust.holds) {
      for (const subscriber of this.subscribers) subscriber.missed();
    }
    this.trust.prove(since);
    this.roundTripMs = roundTripMs;
    if (this.interrupted) this.logger.log('Receiving announcements of changes again.');
    this.interrupted = false;
  }

  private tick(): void {
    const now = performance.now();
    if (!this.isCurrent) this.untrustedMs += now - this.lastTick;
    this.lastTick = now;
    if (this.heartbeats.expire()) this.connectLater(new Error('Heartbeats do not arrive.'));
    else void this.prove();
  }

  private tellInterruption(error: unknown): void {
    if (!this.interrupted && !this.stopping) {
      this.logger.warn(
        { err: error },
        'Not receiving announcements of changes. Every request reads its credential from the database.',
      );
    }
    this.interrupted = true;
  }
}
