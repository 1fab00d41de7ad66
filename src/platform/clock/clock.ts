import { Injectable } from '@nestjs/common';

/** The current time for every rule. The service uses a `DatabaseClock`, and tests another one. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }
}
