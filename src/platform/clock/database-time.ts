/** What a server answered to the question for its time. */
export interface TimeSample {
  /** Milliseconds since 1970. */
  now: number;
  /** From `performance.now()`. */
  sentAt: number;
  receivedAt: number;
}

/**
 * The clock of the database, so that all instances judge expiry alike. Between samples it advances
 * with the monotonic clock, because the clock of the machine may jump.
 */
export class DatabaseTime {
  /** What to add to `performance.now()`. */
  private offset = performance.timeOrigin;

  /** Keeps the offset while the sample does not contradict it, so that the time does not jitter. */
  learn({ now, sentAt, receivedAt }: TimeSample): void {
    const isPossible = this.offset >= now - receivedAt && this.offset <= now - sentAt;
    if (!isPossible) this.offset = now - (sentAt + receivedAt) / 2;
  }

  now(): number {
    return this.offset + performance.now();
  }

  /** Milliseconds by which the database is ahead of the clock of this machine. */
  get difference(): number {
    return this.now() - Date.now();
  }
}
