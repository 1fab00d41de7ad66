import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Response } from 'express';
import { requestOf } from '../../admission/guards/request-of.js';
import { clientAddress } from '../../admission/network/client-address.js';
import { CountedNetworks, countedNetworkOf } from '../../admission/rate-limits/counted-networks.js';
import { RequestLimits } from '../../admission/rate-limits/request-limits.js';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';

/** Limits the leak reports from one network. */
@Injectable()
export class LeakReportLimitGuard implements CanActivate {
  private readonly networks = new CountedNetworks();

  constructor(
    private readonly limits: RequestLimits,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** @throws TooManyRequestsError */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const network = countedNetworkOf(clientAddress(requestOf(context)));
    const name = this.networks.add(network, this.clock.now().getTime());
    await this.limits.count(context.getArgByIndex<Response>(1), {
      policy: 'leaks',
      limit: this.config.leakReportsPerMinute,
      key: name,
      message: 'Too many leak reports from this address.',
    });
    return true;
  }
}
