import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Transaction } from '../../admission/cache/invalidation/transaction.js';
import type { Caller } from '../../admission/principal.js';
import { Clock } from '../../platform/clock/clock.js';
import { AuditRepository } from '../audit.repository.js';
import type { AuditedAction } from '../audit.repository.js';

const READS_EVERY_MS = 3_600_000;
const MAX_READERS = 10_000;

/** Records that somebody reads the trail. Nobody reads it while it cannot be recorded. */
@Injectable()
export class ReadingRecords {
  private readonly readers = new LRUCache<string, true>({ max: MAX_READERS, ttl: READS_EVERY_MS });

  constructor(
    private readonly audit: AuditRepository,
    private readonly transaction: Transaction,
    private readonly clock: Clock,
  ) {}

  /** Records one read per credential and hour, so that reading does not fill the trail. */
  async noteRead(caller: Caller): Promise<void> {
    const { credentialId } = caller.principal;
    if (this.readers.has(credentialId)) return;
    await this.record(caller, { action: 'audit.read', subjectId: 'trail' });
    this.readers.set(credentialId, true);
  }

  /** @param filter what was exported */
  noteExport(caller: Caller, filter: object): Promise<void> {
    return this.record(caller, {
      action: 'audit.exported',
      subjectId: 'trail',
      details: filter,
    });
  }

  private record(caller: Caller, action: Omit<AuditedAction, 'at'>): Promise<void> {
    return this.transaction.runAdding((manager) =>
      this.audit.recordBy(caller, manager, { ...action, at: this.clock.now() }),
    );
  }
}
