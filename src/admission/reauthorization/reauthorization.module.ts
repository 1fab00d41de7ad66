import { Module } from '@nestjs/common';
import { ReauthorizationRepository } from './reauthorization.repository.js';
import { CallerTransaction } from './caller-transaction.js';
import { StreamReauthorization } from './stream-reauthorization.js';

@Module({
  providers: [ReauthorizationRepository, CallerTransaction, StreamReauthorization],
  exports: [ReauthorizationRepository, CallerTransaction, StreamReauthorization],
})
export class ReauthorizationModule {}
