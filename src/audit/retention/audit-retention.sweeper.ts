import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { takeTurn } from '../../platform/database/advisory-locks.js';
import { Sweeper } from '../../platform/jobs/sweeper.js';
import { AuditRepository } from '../audit.repository.js';
import { AuditRetentionRepository } from './audit-retention.repository.js';

const INTERVAL_MS = 3_600_000;
const DAY_MS = 86_400_000;

/**
 * Deletes the events of whole batches from the beginning of the trail, once all of their events are
 * older than AUDIT_RETENTION_DAYS and the sink has them. The heads stay, so the chain still verifies.
 */
@Injectable()
export class AuditRetentionSweeper extends Sweeper {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly retention: AuditRetentionRepository,
    private readonly audit: AuditRepository,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {
    super(INTERVAL_MS, 'Could not delete old audit events. The next attempt follows in an hour.');
  }

  async sweep(): Promise<void> {
    const { auditRetentionDays: days } = this.config;
    if (days !== null) await this.inBatches(() => this.cut(days));
  }

  private cut(days: number): Promise<number> {
    const now = this.clock.now();
    const before = new Date(now.getTime() - days * DAY_MS);
    return this.dataSource.transaction(async (manager) => {
      await takeTurn(manager, 'auditRetention');
      const heads = await this.retention.findCuttable(
        manager,
        before,
        this.config.auditSinkUrl !== null,
      );
      const last = heads.at(-1);
      if (last === undefined) return 0;
      const events = await this.retention.cut(manager, heads, now);
      await this.audit.record(manager, {
        at: now,
        action: 'audit.events_deleted',
        actor: null,
        credentialId: null,
        address: null,
        subjectType: 'audit',
        subjectId: 'trail',
        reason: 'retention',
        details: { upToHead: Number(last), events },
      });
      return heads.length;
    });
  }
}
