import { randomUUID } from 'node:crypto';
import { markNow } from './time-mark.js';
import type { TimeMark } from './time-mark.js';
import { TRUST_MS } from './trust.js';

const PREFIX = 'heartbeat:';

interface Heartbeat {
  sentAt: TimeMark;
  settle: () => void;
}

export function isHeartbeat(payload: string): boolean {
  return payload.startsWith(PREFIX);
}

/** Sends notifications to itself through PostgreSQL. Each instance recognizes its own. */
export class Heartbeats {
  private readonly prefix = `${PREFIX}${randomUUID()}:`;
  private count = 0;
  private readonly pending = new Map<string, Heartbeat>();
  private inFlight: Promise<void> | null = null;
  private queued: Promise<void> | null = null;
  private notify: ((payload: string) => void) | null = null;

  start(notify: (payload: string) => void): void {
    this.notify = notify;
  }

  /** Gives up all pending heartbeats. */
  stop(): void {
    this.notify = null;
    this.settleWhere(() => true);
  }

  /** Gives up heartbeats that are too old to prove anything. @returns whether there were any */
  expire(): boolean {
    const oldest = performance.now() - TRUST_MS;
    return this.settleWhere(({ sentAt }) => sentAt.monotonic < oldest);
  }

  /** Resolves when a heartbeat sent after this call is back or was given up. Callers share it. */
  roundTrip(): Promise<void> {
    if (this.inFlight === null) return this.send();
    this.queued ??= this.inFlight.then(() => {
      this.queued = null;
      return this.send();
    });
    return this.queued;
  }

  /** @returns when the heartbeat was sent; `null` if it is another instance's or was given up */
  receive(payload: string): TimeMark | null {
    const heartbeat = this.pending.get(payload);
    if (heartbeat === undefined) return null;
    this.pending.delete(payload);
    heartbeat.settle();
    return heartbeat.sentAt;
  }

  private send(): Promise<void> {
    const { notify } = this;
    if (notify === null) return Promise.resolve();
    const payload = this.prefix + String(++this.count);
    const sentAt = markNow();
    const sent = new Promise<void>((settle) => {
      this.pending.set(payload, { sentAt, settle });
    }).then(() => {
      this.inFlight = null;
    });
    this.inFlight = sent;
    notify(payload);
    return sent;
  }

  private settleWhere(concerns: (heartbeat: Heartbeat) => boolean): boolean {
    const concerned = [...this.pending].filter(([, heartbeat]) => concerns(heartbeat));
    for (const [payload, heartbeat] of concerned) {
      this.pending.delete(payload);
      heartbeat.settle();
    }
    return concerned.length > 0;
  }
}
