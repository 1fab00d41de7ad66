import { Injectable } from '@nestjs/common';
import { digestOf, isWellFormedSecret } from '../../admission/credentials/secret.js';
import { Clock } from '../../platform/clock/clock.js';
import { newId } from '../../platform/ids/id.js';
import { maskSecrets } from '../../platform/logging/secret-mask.js';
import { LeakReportsRepository } from './leak-reports.repository.js';
import { LeakReportsWorker } from './leak-reports.worker.js';

export interface ReportedValue {
  value: string;
  /** Where it was found. */
  url?: string | undefined;
}

/** Accepts reports of leaked values. */
@Injectable()
export class LeakReportsService {
  constructor(
    private readonly reports: LeakReportsRepository,
    private readonly worker: LeakReportsWorker,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores the report and looks nothing up, so that the response and its time tell nothing about any of
   * the values.
   */
  async accept(
    values: readonly ReportedValue[],
    source: string | null,
    address: string,
  ): Promise<void> {
    const leaks = new Map(
      values
        .filter(({ value }) => isWellFormedSecret(value))
        .map((leak) => [leak.value, toLeak(leak)]),
    );
    if (leaks.size === 0) return;
    await this.reports.insert({
      id: newId(),
      receivedAt: this.clock.now(),
      source: source === null ? null : maskSecrets(source),
      address,
      leaks: [...leaks.values()],
    });
    this.worker.begin();
  }
}

function toLeak({ value, url }: ReportedValue) {
  return {
    digest: digestOf(value).toString('hex'),
    url: url === undefined ? null : maskSecrets(url),
  };
}
