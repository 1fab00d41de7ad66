import { Injectable } from '@nestjs/common';
import { Sweeper } from '../../platform/jobs/sweeper.js';
import { AuditChainService } from './audit-chain.service.js';

/** Half of the promise that an event is signed within a minute. */
const INTERVAL_MS = 30_000;

@Injectable()
export class AuditChainSweeper extends Sweeper {
  constructor(private readonly chain: AuditChainService) {
    super(INTERVAL_MS, 'Could not sign the audit trail. The next attempt follows in 30 seconds.');
  }

  sweep(): Promise<void> {
    return this.inBatches(() => this.chain.closeBatch());
  }
}
