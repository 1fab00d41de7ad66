import { Module } from '@nestjs/common';
import { CallerStandingRepository } from './caller-standing.repository.js';
import { CallerTransaction } from './caller-transaction.js';
import { LastingStanding } from './lasting-standing.js';

@Module({
  providers: [CallerStandingRepository, CallerTransaction, LastingStanding],
  exports: [CallerStandingRepository, CallerTransaction, LastingStanding],
})
export class StandingModule {}
