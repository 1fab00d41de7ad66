import { Injectable } from '@nestjs/common';
import type { Caller } from '../../admission/principal.js';
import { toPageRequest } from '../../api/hal/page.query.js';
import type { Page } from '../../api/hal/page.js';
import { AssistantsService } from '../../assistants/assistants.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { TokenAccess } from '../access/token-access.js';
import { UsageGroupsRepository } from '../spend/groups/usage-groups.repository.js';
import type { UsageGroup } from '../spend/groups/usage-groups.repository.js';
import { SpendOwners } from '../spend/owners/spend-owners.js';
import type { SpendOwner } from '../spend/owners/spend-owners.js';
import { Prices } from '../spend/prices.js';
import { SpendRepository } from '../spend/usage/spend.repository.js';
import type { Spend } from '../spend/usage/spend.repository.js';
import type { UsageQuery } from './dto/usage.query.js';
import { periodOf } from './usage-period.js';
import type { UsagePeriod } from './usage-period.js';
import type { UsageScope } from './usage-scope.js';
import { UsageRepository } from './usage.repository.js';
import type { DayUsage } from './usage.repository.js';
import { utcDayOf } from './utc-day.js';

/** `days` contains only days with requests, `spend` only days with model tokens. */
export interface UsageView {
  /** The id of the token or assistant, or the username. */
  id: string;
  period: UsagePeriod;
  days: DayUsage[];
  spend: Spend;
  /** `null` without prices. */
  currency: string | null;
  /** `null` if the request does not group. */
  groups: Page<UsageGroup> | null;
}

@Injectable()
export class UsageService {
  constructor(
    private readonly access: TokenAccess,
    private readonly assistants: AssistantsService,
    private readonly owners: SpendOwners,
    private readonly usage: UsageRepository,
    private readonly spend: SpendRepository,
    private readonly groups: UsageGroupsRepository,
    private readonly prices: Prices,
    private readonly clock: Clock,
  ) {}

  /** @throws ValidationError, InvalidCursorError, TokenNotFoundError */
  async ofToken({ principal }: Caller, ref: string, query: UsageQuery): Promise<UsageView> {
    const period = this.periodOf(query);
    const { token } = await this.access.find(principal, ref);
    return this.view({ by: 'token_id', id: token.id }, token.id, period, query);
  }

  /**
   * Readers who may not change the assistant see what they used themselves.
   *
   * @throws ValidationError, InvalidCursorError, AssistantNotFoundError
   */
  async ofAssistant({ principal }: Caller, ref: string, query: UsageQuery): Promise<UsageView> {
    const period = this.periodOf(query);
    const { assistant, writable } = await this.assistants.getReadable(principal, ref);
    const userId = writable ? null : principal.userId;
    const scope = { by: 'assistant_id', id: assistant.id, userId } as const;
    return this.view(scope, assistant.id, period, query);
  }

  /** @throws ValidationError, InvalidCursorError, UserNotFoundError */
  async ofUser(
    { principal }: Caller,
    username: string,
    query: UsageQuery,
  ): Promise<UsageView & Pick<SpendOwner, 'kind'>> {
    const period = this.periodOf(query);
    const { id, kind } = await this.owners.find(principal, username);
    return { kind, ...(await this.view({ by: 'user_id', id }, username, period, query)) };
  }

  private periodOf({ from, to }: UsageQuery): UsagePeriod {
    return periodOf({ from, to }, utcDayOf(this.clock.now()));
  }

  private async view(
    scope: UsageScope,
    id: string,
    period: UsagePeriod,
    { groupBy, ...page }: UsageQuery,
  ): Promise<UsageView> {
    const { currency } = this.prices;
    const groups =
      groupBy === undefined
        ? null
        : await this.groups.findPage(scope, period, groupBy, currency, toPageRequest(page));
    const days = await this.usage.find(scope, period);
    const spend = await this.spend.find(scope, period, currency);
    return { id, period, days, spend, currency, groups };
  }
}
