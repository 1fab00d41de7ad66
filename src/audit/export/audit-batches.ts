import { Injectable } from '@nestjs/common';
import { AuditChainRepository } from '../chain/audit-chain.repository.js';
import type { AuditHeadRow } from '../chain/audit-head.entity.js';
import { eventLine, headLine } from './audit-lines.js';

const HEADS_AT_ONCE = 100;

/** The signed batches as lines: the events of each, then its head. */
@Injectable()
export class AuditBatches {
  constructor(private readonly chain: AuditChainRepository) {}

  async *between(after: string, last: string): AsyncGenerator<string> {
    let sequence = after;
    while (BigInt(sequence) < BigInt(last)) {
      const heads = await this.chain.findHeadsAfter(sequence, HEADS_AT_ONCE);
      if (heads.length === 0) return;
      for (const head of heads) {
        if (BigInt(head.sequence) > BigInt(last)) return;
        yield await this.linesOf(head);
        ({ sequence } = head);
      }
    }
  }

  async linesOf(head: AuditHeadRow): Promise<string> {
    if (head.cutAt !== null) return headLine(head);
    const { leaves, events } = await this.chain.findBatch(head.sequence);
    return events.map(eventLine).join('') + headLine(head, leaves);
  }
}
