import { elapsedSince } from './time-mark.js';
import type { TimeMark } from './time-mark.js';

/** For how long a heartbeat that came back proves that nothing was missed, from when it was sent. */
export const TRUST_MS = 2_000;

const NEVER: TimeMark = { monotonic: -Infinity, wall: -Infinity };

/**
 * Until when every announcement is known to have arrived. A heartbeat passes through the same queue
 * as the announcements, which PostgreSQL keeps in the order of the commits: when it is back, so is
 * all that was committed before it was sent.
 */
export class Trust {
  private proven = NEVER;

  /** @param sentAt when the heartbeat that has just come back was sent */
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
