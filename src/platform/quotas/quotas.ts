import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Config } from '../config/config.js';
import { lockQuota, shareQuota } from '../database/advisory-locks.js';
import { Metrics } from '../metrics/metrics.js';
import { QUOTAS } from './quota-name.js';
import type { QuotaName } from './quota-name.js';
import { QuotaExceededError, QuotaNearlyUsedError } from './quotas.errors.js';

/** More than the connections of PostgreSQL, each of which may be adding one row. */
const IN_FLIGHT = 1_000;

/** @returns how many there are; counting stops at `enough` */
type Count = (manager: EntityManager, enough: number) => Promise<number>;

/** Takes one more for `subject`. @throws QuotaExceededError */
export type Take = (
  manager: EntityManager,
  quota: QuotaName,
  subject: string,
  count: Count,
) => Promise<void>;

/**
 * Limits how much a user may store. Far below the limit, transactions count without waiting for
 * each other. Near it, they take turns, so that the limit is exact.
 */
@Injectable()
export class Quotas {
  private readonly refused = new Map<QuotaName, number>();

  constructor(
    private readonly config: Config,
    metrics: Metrics,
  ) {
    metrics.counter('quota_refused_total', 'Requests refused with 409, by quota.', () =>
      (Object.keys(QUOTAS) as QuotaName[]).map((quota) => ({
        labels: { quota },
        value: this.refused.get(quota) ?? 0,
      })),
    );
  }

  /**
   * @param work a transaction, which may run twice
   * @throws QuotaExceededError
   */
  async within<T>(work: (take: Take) => Promise<T>): Promise<T> {
    try {
      return await work((...taken) => this.takeShared(...taken));
    } catch (error) {
      if (!(error instanceof QuotaNearlyUsedError)) throw error;
      return work((...taken) => this.takeInTurn(...taken));
    }
  }

  /** @throws QuotaExceededError if what is used and `more` exceed the quota */
  require(quota: QuotaName, used: number, more: number): void {
    const limit = this.config[QUOTAS[quota]];
    if (limit === 0 || used + more <= limit) return;
    this.refused.set(quota, (this.refused.get(quota) ?? 0) + 1);
    throw new QuotaExceededError(quota, limit);
  }

  /**
   * Takes turns with others who use the same quota until the transaction ends.
   *
   * @returns how many more `subject` may have
   */
  async findRoom(...[manager, quota, subject, count]: Parameters<Take>): Promise<number> {
    const limit = this.config[QUOTAS[quota]];
    if (limit === 0) return Infinity;
    await lockQuota(manager, quota, subject);
    return Math.max(0, limit - (await count(manager, limit)));
  }

  /** @throws QuotaNearlyUsedError, QuotaExceededError */
  private async takeShared(...[manager, quota, subject, count]: Parameters<Take>): Promise<void> {
    const limit = this.config[QUOTAS[quota]];
    if (limit === 0) return;
    if (limit <= IN_FLIGHT) {
      await this.takeInTurn(manager, quota, subject, count);
      return;
    }
    await shareQuota(manager, quota, subject);
    const near = limit - IN_FLIGHT;
    if ((await count(manager, near)) >= near) throw new QuotaNearlyUsedError();
  }

  /** @throws QuotaExceededError */
  private async takeInTurn(...[manager, quota, subject, count]: Parameters<Take>): Promise<void> {
    await lockQuota(manager, quota, subject);
    this.require(quota, await count(manager, this.config[QUOTAS[quota]]), 1);
  }
}
