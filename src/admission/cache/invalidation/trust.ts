import { elapsedSince } from './time-mark.js';
import type { TimeMark } from './time-mark.js';

/**
 * How long a heartbeat proves that nothing was missed, counted from when its connection was asked
 * for.
 */
export const TRUST_MS = 2_000;

const NEVER: TimeMark = { monotonic: -Infinity, wall: -Infinity };

/**
 * Tracks whether all announcements are known to have arrived. PostgreSQL delivers heartbeats and
 * announcements in the order of their commits. So when a heartbeat arrives, all announcements that
 * were committed before it was sent have arrived too. A heartbeat uses a new connection, so it also
 * proves that changes are committed where this instance listens.
 */
export class Trust {
  private proven = NEVER;

  /** @param since when the connection of the heartbeat that has just arrived was asked for */
  prove(since: TimeMark): void {
    this.proven = since;
  }

  lose(): void {
    this.proven = NEVER;
  }

  get holds(): boolean {
    return elapsedSince(this.proven) < TRUST_MS;
  }
}
