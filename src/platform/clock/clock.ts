import { Injectable } from '@nestjs/common';

/** The current time for every rule. Tests replace it. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }
}
