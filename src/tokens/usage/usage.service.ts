import { Injectable } from '@nestjs/common';
import type { Caller } from '../../admission/principal.js';
import { Clock } from '../../platform/clock/clock.js';
import { utcDayOf } from './utc-day.js';
import { TokenAccess } from '../access/token-access.js';
import { periodOf } from './usage-period.js';
import type { RequestedPeriod, UsagePeriod } from './usage-period.js';
import { UsageRepository } from './usage.repository.js';
import type { DayUsage } from './usage.repository.js';

/** The usage of a token. `days` contains only days with usage. */
export interface TokenUsageView {
  tokenId: string;
  period: UsagePeriod;
  days: DayUsage[];
}

@Injectable()
export class UsageService {
  constructor(
    private readonly access: TokenAccess,
    private readonly usage: UsageRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws ValidationError, TokenNotFoundError */
  async ofToken(
    { principal }: Caller,
    ref: string,
    requested: RequestedPeriod,
  ): Promise<TokenUsageView> {
    const period = periodOf(requested, utcDayOf(this.clock.now()));
    const { token } = await this.access.find(principal, ref);
    const days = await this.usage.find(token.id, period.from, period.to);
    return { tokenId: token.id, period, days };
  }
}
