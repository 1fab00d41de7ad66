import { Module } from '@nestjs/common';
import { CallerStandingRepository } from './reauthorization.repository.js';
import { CallerTransaction } from './caller-transaction.js';
import { LastingStanding } from './stream-reauthorization.js';

@Module({
  providers: [CallerStandingRepository, CallerTransaction, LastingStanding],
  exports: [CallerStandingRepository, CallerTransaction, LastingStanding],
})
export class StandingModule {}
