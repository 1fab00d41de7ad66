import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { Sweeper } from '../../platform/jobs/sweeper.js';
import { AuditChainRepository } from '../chain/audit-chain.repository.js';
import { AuditBatches } from '../export/audit-batches.js';
import { AuditSinkRepository } from './audit-sink.repository.js';
import { postBatch } from './post-batch.js';

const INTERVAL_MS = 5_000;
const FIRST_PAUSE_MS = 5_000;
const MAX_PAUSE_MS = 300_000;

/**
 * Sends the signed batches to AUDIT_SINK_URL, one after the other. The sink may get a batch again
 * after a crash: the position moves only once it has accepted the batch.
 */
@Injectable()
export class AuditSinkSweeper extends Sweeper {
  private pauseMs = 0;
  private notBefore = 0;

  constructor(
    private readonly chain: AuditChainRepository,
    private readonly batches: AuditBatches,
    private readonly positions: AuditSinkRepository,
    private readonly config: Config,
  ) {
    super(INTERVAL_MS, 'Could not send the audit trail to AUDIT_SINK_URL. It will be retried.');
  }

  async sweep(): Promise<void> {
    const { auditSinkUrl: url } = this.config;
    if (url === null || performance.now() < this.notBefore) return;
    const position = await this.positions.take();
    if (position === null) return;
    try {
      await this.sendAfter(position, url);
      this.pauseMs = 0;
    } catch (error) {
      this.pauseMs = Math.min(MAX_PAUSE_MS, this.pauseMs * 2 || FIRST_PAUSE_MS);
      this.notBefore = performance.now() + this.pauseMs;
      throw error;
    } finally {
      await this.positions.release();
    }
  }

  private async sendAfter(position: string, url: string): Promise<void> {
    let sent = position;
    await this.inBatches(async () => {
      const [head] = await this.chain.findHeadsAfter(sent, 1);
      if (head === undefined) return 0;
      const { sequence } = head;
      await postBatch(url, this.config.auditSinkToken, sequence, await this.batches.linesOf(head));
      await this.positions.advance(sequence);
      sent = sequence;
      return head.count;
    });
  }
}
