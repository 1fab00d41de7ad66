import { isIPv4 } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import type { DomainError } from '../../platform/errors/domain-error.js';
import { InvalidTokenError } from '../admission.errors.js';
import { countedNetworkOf, CountedNetworks } from './counted-networks.js';
import { TooManyFailedAuthenticationsError } from './rate-limits.errors.js';
import { LookUpBudget } from './lookup-budget.js';
import { isExceeded, quotaHeaders } from './quota.js';
import type { Quota } from './quota.js';
import { WindowCounter } from './window-counter.js';

const POLICY = 'authentication';
const DEFAULT_LIMIT = 100;
/** One for all: it holds nothing about the request, and making it would collect a stack. */
const INVALID_TOKEN = new InvalidTokenError();

/**
 * Limits the cost of invalid credentials from one network. Valid tokens and sessions from the same
 * network keep working, because clients behind a NAT or a gateway share an address. A password can be
 * guessed, so the network cannot log in until its minute is over.
 */
@Injectable()
export class FailedAuthentications {
  /** The number of refused requests. */
  refused = 0;

  private readonly networks = new CountedNetworks();
  private readonly lookUps = new LookUpBudget();

  constructor(
    private readonly counter: WindowCounter,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /**
   * Call it before a database lookup for a credential that is not in the cache.
   *
   * @throws TooManyFailedAuthenticationsError
   */
  requireLookUp(address: string): void {
    const limit = this.limitOf(address);
    if (limit === null) return;
    const now = this.clock.now().getTime();
    const exceeded = this.exceededQuota(limit, countedNetworkOf(address), now);
    if (exceeded !== null && !this.lookUps.take(now)) this.refuse(exceeded);
  }

  /**
   * Call it before a password is compared, and again before the client learns that it was right.
   *
   * @throws TooManyFailedAuthenticationsError
   */
  async requireGuess(address: string): Promise<void> {
    const limit = this.limitOf(address);
    const network = countedNetworkOf(address);
    // Somebody with many networks could otherwise keep everybody from logging in.
    if (limit === null || !this.networks.isAlone(network)) return;
    const quota = await this.readQuota(limit, network);
    if (quota.used >= limit) this.refuse(quota);
  }

  /**
   * @returns the `RateLimit` headers
   * @throws TooManyFailedAuthenticationsError
   */
  async count(address: string): Promise<Record<string, string>> {
    const limit = this.limitOf(address);
    if (limit === null) return {};
    const quota = await this.countTowards(limit, countedNetworkOf(address));
    if (isExceeded(quota)) this.refuse(quota);
    return quotaHeaders(quota);
  }

  /**
   * The error for a bad credential from an address whose failures need no counting: there is no limit,
   * or it is known to be exceeded.
   *
   * @returns null when only `count` can tell
   */
  refuseUncounted(address: string): DomainError | null {
    const limit = this.limitOf(address);
    if (limit === null) return INVALID_TOKEN;
    const now = this.clock.now().getTime();
    const exceeded = this.exceededQuota(limit, countedNetworkOf(address), now);
    if (exceeded === null) return null;
    this.refused++;
    return new TooManyFailedAuthenticationsError(exceeded);
  }

  private async countTowards(limit: number, network: string): Promise<Quota> {
    const now = this.clock.now().getTime();
    const exceeded = this.exceededQuota(limit, network, now);
    if (exceeded !== null) return exceeded;
    const name = this.networks.add(network, now);
    const quota = { policy: POLICY, limit, ...(await this.counter.count(`network:${name}`)) };
    if (isExceeded(quota)) this.networks.markExceeded(name, now + quota.resetSeconds * 1_000);
    return quota;
  }

  private async readQuota(limit: number, network: string): Promise<Quota> {
    const now = this.clock.now().getTime();
    const exceeded = this.exceededQuota(limit, network, now);
    if (exceeded !== null) return exceeded;
    const name = this.networks.add(network, now);
    return { policy: POLICY, limit, ...(await this.counter.read(`network:${name}`)) };
  }

  /** The quota of a network that is known to exceed the limit, which needs no further counting. */
  private exceededQuota(limit: number, network: string, now: number): Quota | null {
    const until = this.networks.exceededUntil(network, now);
    if (until === null) return null;
    return {
      policy: POLICY,
      limit,
      used: limit + 1,
      resetSeconds: Math.ceil((until - now) / 1_000),
    };
  }

  private limitOf(address: string): number | null {
    const { authFailuresPerMinute } = this.config;
    if (authFailuresPerMinute !== null) return authFailuresPerMinute || null;
    return isLoopback(address) ? null : DEFAULT_LIMIT;
  }

  private refuse(quota: Quota): never {
    this.refused++;
    throw new TooManyFailedAuthenticationsError(quota);
  }
}

/** @param address normalized */
function isLoopback(address: string): boolean {
  return address === '::1' || (address.startsWith('127.') && isIPv4(address));
}
