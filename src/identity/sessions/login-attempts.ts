import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { RateLimiterPostgres } from 'rate-limiter-flexible';
import type { RateLimiterRes } from 'rate-limiter-flexible';
import { DataSource } from 'typeorm';
import { networkOf } from '../../admission/network/client-network.js';
import { TooManyLoginsError } from '../../admission/admission.errors.js';

const MAX_FAILURES = 5;
const WINDOW_SECONDS = 15 * 60;

/**
 * Counts failed logins per account and client network. The counts are in the database, so that they
 * survive a restart.
 */
@Injectable()
export class LoginAttempts {
  private readonly limiter: RateLimiterPostgres;

  constructor(@InjectDataSource() dataSource: DataSource) {
    this.limiter = new RateLimiterPostgres({
      storeClient: dataSource,
      storeType: 'typeorm',
      tableName: 'rate_limits',
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix: 'login',
      points: MAX_FAILURES,
      duration: WINDOW_SECONDS,
    });
  }

  /** @throws TooManyLoginsError */
  async requireBelowLimit(username: string, address: string): Promise<void> {
    const state = await this.limiter.get(keyOf(username, address));
    if (state !== null && state.consumedPoints >= MAX_FAILURES) {
      throw new TooManyLoginsError(secondsUntilReset(state));
    }
  }

  async countFailure(username: string, address: string): Promise<void> {
    await this.limiter.penalty(keyOf(username, address));
  }

  async forget(username: string, address: string): Promise<void> {
    await this.limiter.delete(keyOf(username, address));
  }
}

/** Hashed, because clients choose the username: any length, any characters. */
function keyOf(username: string, address: string): string {
  return createHash('sha256')
    .update(JSON.stringify([username, networkOf(address)]))
    .digest('base64url');
}

function secondsUntilReset({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1_000));
}
