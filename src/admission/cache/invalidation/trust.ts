import { elapsedSince } from './time-mark.js';
import type { TimeMark } from './time-mark.js';

/** How long a heartbeat proves that nothing was missed, counted from when it was sent. */
export const TRUST_MS = 2_000;

const NEVER: TimeMark = { monotonic: -Infinity, wall: -Infinity };

/**
 * Tracks whether all announcements are known to have arrived. PostgreSQL delivers heartbeats and
 * announcements in the order of their commits. So when a heartbeat arrives, all announcements that
 * were committed before it was sent have arrived too.
 */
export class Trust {
  private proven = NEVER;

  /** @param sentAt when the heartbeat that has just arrived was sent */
  prove(sentAt: TimeMark): void {
    this.proven = sentAt;
  }

  lose(): void {
    this.proven = NEVER;
  }

  get holds(): boolean {
    return elapsedSince(this.proven) < TRUST_MS;
  }
}
