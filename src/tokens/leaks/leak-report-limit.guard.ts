import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Response } from 'express';
import { requestOf } from '../../admission/guards/request-of.js';
import { clientAddress } from '../../admission/network/client-address.js';
import { CountedNetworks, countedNetworkOf } from '../../admission/rate-limits/counted-networks.js';
import { isExceeded, quotaHeaders } from '../../admission/rate-limits/quota.js';
import { TooManyRequestsError } from '../../admission/rate-limits/rate-limits.errors.js';
import { WindowCounter } from '../../admission/rate-limits/window-counter.js';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';

/** Limits the leak reports from one network. */
@Injectable()
export class LeakReportLimitGuard implements CanActivate {
  private readonly networks = new CountedNetworks();

  constructor(
    private readonly counter: WindowCounter,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** @throws TooManyRequestsError */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const limit = this.config.leakReportsPerMinute;
    if (limit === 0) return true;
    const network = countedNetworkOf(clientAddress(requestOf(context)));
    const name = this.networks.add(network, this.clock.now().getTime());
    const quota = { policy: 'leaks', limit, ...(await this.counter.count(`leaks:${name}`)) };
    if (isExceeded(quota)) {
      throw new TooManyRequestsError('Too many leak reports from this address.', quota);
    }
    context.getArgByIndex<Response>(1).set(quotaHeaders(quota));
    return true;
  }
}
