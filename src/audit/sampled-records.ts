import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Transaction } from '../admission/cache/invalidation/transaction.js';
import { networkOf } from '../admission/network/client-network.js';
import type { Client } from '../admission/principal.js';
import { Clock } from '../platform/clock/clock.js';
import { AuditRepository } from './audit.repository.js';
import type { AuditRecord } from './audit.repository.js';

const WINDOW_MS = 60_000;
const MAX_NETWORKS = 10_000;
/** Of each instance, whatever the networks. */
const MAX_PER_WINDOW = 120;

type Refusal = Omit<AuditRecord, 'at' | 'address'>;

interface Sample {
  recordedAt: number;
  omitted: number;
}

/**
 * Records what anybody can cause at will, such as failed logins: one record per action, client
 * network and minute, and a bounded number per instance. A record tells how many it stands for.
 */
@Injectable()
export class SampledRecords {
  private readonly samples = new LRUCache<string, Sample>({ max: MAX_NETWORKS });
  private window = { begunAt: 0, records: 0 };

  constructor(
    private readonly audit: AuditRepository,
    private readonly transaction: Transaction,
    private readonly clock: Clock,
  ) {}

  /** Writes in a transaction of its own, because that of a refused request is rolled back. */
  async note(client: Client, refusal: Refusal): Promise<void> {
    const at = this.clock.now();
    const key = `${refusal.action} ${networkOf(client.address)}`;
    const sample = this.samples.get(key);
    const isRecent = sample !== undefined && at.getTime() - sample.recordedAt < WINDOW_MS;
    if (isRecent || !this.hasRoom(at.getTime())) {
      this.samples.set(key, {
        recordedAt: sample?.recordedAt ?? 0,
        omitted: (sample?.omitted ?? 0) + 1,
      });
      return;
    }
    this.samples.set(key, { recordedAt: at.getTime(), omitted: 0 });
    const omitted = sample?.omitted ?? 0;
    const details = { ...refusal.details, ...(omitted > 0 && { omittedBefore: omitted }) };
    await this.transaction.runAdding((manager) =>
      this.audit.record(manager, { ...client, ...refusal, at, details }),
    );
  }

  private hasRoom(now: number): boolean {
    if (now - this.window.begunAt >= WINDOW_MS) this.window = { begunAt: now, records: 0 };
    return this.window.records++ < MAX_PER_WINDOW;
  }
}
