import { Global, Module } from '@nestjs/common';
import { Primary } from '../database/servers/primary.js';
import { Clock } from './clock.js';
import { ClockDifference } from './clock-difference.js';
import { DatabaseClock } from './database-clock.js';

@Global()
@Module({
  providers: [
    {
      provide: Clock,
      useFactory: ({ time }: Primary) => new DatabaseClock(time),
      inject: [Primary],
    },
    ClockDifference,
  ],
  exports: [Clock, ClockDifference],
})
export class ClockModule {}
