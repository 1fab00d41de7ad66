import { Clock } from './clock.js';
import type { DatabaseTime } from './database-time.js';

/** Shows the time of the database, so that a wrong clock of a machine neither keeps nor ends anything. */
export class DatabaseClock extends Clock {
  constructor(private readonly time: DatabaseTime) {
    super();
  }

  override now(): Date {
    return new Date(this.time.now());
  }
}
