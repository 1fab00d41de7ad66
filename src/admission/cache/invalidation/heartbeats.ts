import { randomUUID } from 'node:crypto';
import { markNow } from './time-mark.js';
import type { TimeMark } from './time-mark.js';
import { TRUST_MS } from './trust.js';

const PREFIX = 'heartbeat:';

type Notify = (payload: string) => Promise<void>;

interface Heartbeat {
  sentAt: TimeMark;
  settle: () => void;
  /** Null for one that only shows how far the listener has come. */
  proof: Proof | null;
}

/** A heartbeat of a connection that was opened for it. */
export interface Proof {
  /** When the connection was asked for. */
  since: TimeMark;
}

export interface HeardProof extends Proof {
  roundTripMs: number;
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
  private notify: Notify | null = null;

  /** @param notify sends on the connection that listens */
  start(notify: Notify): void {
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
    if (this.inFlight === null) return this.sendShared();
    this.queued ??= this.inFlight.then(() => {
      this.queued = null;
      return this.sendShared();
    });
    return this.queued;
  }

  /** Resolves when the heartbeat is back or was given up. @param notify sends on another connection */
  async prove(proof: Proof, notify: Notify): Promise<void> {
    if (this.notify !== null) await this.send(notify, proof);
  }

  /** @returns `null` if the heartbeat is another instance's, was given up or proves nothing */
  receive(payload: string): HeardProof | null {
    const heartbeat = this.pending.get(payload);
    if (heartbeat === undefined) return null;
    this.pending.delete(payload);
    heartbeat.settle();
    const { proof, sentAt } = heartbeat;
    return proof && { ...proof, roundTripMs: performance.now() - sentAt.monotonic };
  }

  private sendShared(): Promise<void> {
    const { notify } = this;
    if (notify === null) return Promise.resolve();
    this.inFlight = this.send(notify, null).finally(() => {
      this.inFlight = null;
    });
    return this.inFlight;
  }

  private async send(notify: Notify, proof: Proof | null): Promise<void> {
    const payload = this.prefix + String(++this.count);
    const back = new Promise<void>((settle) => {
      this.pending.set(payload, { sentAt: markNow(), settle, proof });
    });
    try {
      await Promise.race([back, notify(payload).then(() => back)]);
    } finally {
      this.pending.delete(payload);
    }
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
