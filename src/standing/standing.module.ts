import { Module } from '@nestjs/common';
import { CallerStandingRepository } from './caller-standing.repository.js';
import { CallerTransaction } from './caller-transaction.js';

@Module({
  providers: [CallerStandingRepository, CallerTransaction],
  exports: [CallerStandingRepository, CallerTransaction],
})
export class StandingModule {}
