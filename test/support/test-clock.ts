import { Clock } from '../../src/platform/clock/clock.js';

/** A clock that shows the real time until a test moves or stops it. */
export class TestClock extends Clock {
  private offsetMs = 0;
  private stoppedAt: number | null = null;

  override now(): Date {
    return new Date((this.stoppedAt ?? Date.now()) + this.offsetMs);
  }

  /** So that a slow machine does not let anything expire. */
  async stoppedDuring<T>(work: () => Promise<T>): Promise<T> {
    this.stoppedAt = Date.now();
    try {
      return await work();
    } finally {
      this.stoppedAt = null;
    }
  }

  advance({ seconds = 0, days = 0 }: { seconds?: number; days?: number }): void {
    this.offsetMs += (seconds + days * 86_400) * 1_000;
  }
}
