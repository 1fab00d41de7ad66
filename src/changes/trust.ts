/** For how long a heartbeat that came back proves that nothing was missed, from when it was sent. */
export const TRUST_MS = 2_000;

export interface Moment {
  monotonic: number;
  wall: number;
}

const NEVER: Moment = { monotonic: -Infinity, wall: -Infinity };

export function momentNow(): Moment {
  return { monotonic: performance.now(), wall: Date.now() };
}

/**
 * Until when every announcement is known to have arrived. A heartbeat passes through the same queue
 * as the announcements, which PostgreSQL keeps in the order of the commits: when it is back, so is
 * all that was committed before it was sent.
 */
export class Trust {
  private proven = NEVER;

  /** @param sentAt when the heartbeat that has just come back was sent */
  prove(sentAt: Moment): void {
    this.proven = sentAt;
  }

  lose(): void {
    this.proven = NEVER;
  }

  /**
   * By both clocks: the monotonic one stands still while a machine is suspended, and the other may
   * be set back.
   */
  get holds(): boolean {
    return (
      performance.now() - this.proven.monotonic < TRUST_MS &&
      Date.now() - this.proven.wall < TRUST_MS
    );
  }
}
