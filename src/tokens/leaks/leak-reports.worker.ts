import { Injectable } from '@nestjs/common';
import { Transaction } from '../../admission/cache/invalidation/transaction.js';
import { Sweeper } from '../../platform/jobs/sweeper.js';
import { LeakReportsRepository } from './leak-reports.repository.js';
import { LeakedTokensService } from './leaked-tokens.service.js';

/** For reports that an instance accepted and could not handle, because it stopped. */
const INTERVAL_MS = 5_000;

/** Handles each report in one transaction, which removes it. */
@Injectable()
export class LeakReportsWorker extends Sweeper {
  constructor(
    private readonly reports: LeakReportsRepository,
    private readonly leaked: LeakedTokensService,
    private readonly transaction: Transaction,
  ) {
    super(INTERVAL_MS, 'Could not read leak reports. The next attempt follows.');
  }

  override async sweep(): Promise<void> {
    const failed: string[] = [];
    await this.inBatches(async () => {
      const id = await this.reports.findOldest(failed);
      if (id === null) return 0;
      await this.handle(id).catch((error: unknown) => {
        failed.push(id);
        this.logger.warn({ err: error }, 'Could not handle a leak report. It is tried again.');
      });
      return 1;
    });
  }

  private async handle(id: string): Promise<void> {
    await this.transaction.run(async (manager) => {
      const report = await this.reports.lock(manager, id);
      if (report === null) return;
      await this.leaked.handle(manager, report);
      await this.reports.remove(manager, id);
    });
  }
}
