import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { AuditRepository } from '../../audit/audit.repository.js';
import { Clock } from '../../platform/clock/clock.js';
import { FailedWrites } from '../../platform/database/failed-writes.js';

const TIMEOUT_MS = 2_000;
/** So much that the table grows, for which a full disk has no room. */
const PROBE_BYTES = 256 * 1_024;

/** Ends the transaction without a change. */
class TakenBack extends Error {}

/** After a write has failed, checks that writes work again. Otherwise it asks the database nothing. */
@Injectable()
export class WritesHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly failedWrites: FailedWrites,
    private readonly audit: AuditRepository,
    private readonly clock: Clock,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    return this.indicators
      .check('writes')
      .attempt(() => this.failedWrites.requireNone(() => this.tryToWrite()))
      .withTimeout(TIMEOUT_MS);
  }

  /** Writes the record that every change needs, and takes it back. */
  private async tryToWrite(): Promise<void> {
    try {
      await this.dataSource.transaction(async (manager) => {
        await this.record(manager);
        throw new TakenBack();
      });
    } catch (error) {
      if (!(error instanceof TakenBack)) throw error;
    }
  }

  private record(manager: EntityManager): Promise<void> {
    return this.audit.record(manager, {
      at: this.clock.now(),
      action: 'database.tried',
      actor: null,
      credentialId: null,
      address: null,
      subjectType: 'database',
      subjectId: 'database',
      details: { probe: randomBytes(PROBE_BYTES).toString('base64') },
    });
  }
}
