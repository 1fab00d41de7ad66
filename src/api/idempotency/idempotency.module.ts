import { Global, Module } from '@nestjs/common';
import { ClaimWaits } from './claim-waits.js';
import { IdempotencyRepository } from './idempotency.repository.js';
import { IdempotencyService } from './idempotency.service.js';

/** Global, because every module with an idempotent route makes a pipe of its own. */
@Global()
@Module({
  providers: [ClaimWaits, IdempotencyRepository, IdempotencyService],
  exports: [IdempotencyService],
})
export class IdempotencyModule {}
