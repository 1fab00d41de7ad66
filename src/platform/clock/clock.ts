import { Injectable } from '@nestjs/common';

/** The time every rule is checked against; tests put another one in its place. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }
}
