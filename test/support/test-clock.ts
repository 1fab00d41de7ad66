import { Clock } from '../../src/platform/clock/clock.js';

/** A clock that shows the real time until a test moves it. */
export class TestClock extends Clock {
  private offsetMs = 0;

  override now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }

  advance({ seconds = 0, days = 0 }: { seconds?: number; days?: number }): void {
    this.offsetMs += (seconds + days * 86_400) * 1_000;
  }
}
