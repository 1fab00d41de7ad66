import { Injectable } from '@nestjs/common';
import type { Caller } from '../../admission/principal.js';
import type { Page, PageRequest } from '../../api/hal/page.js';
import { Clock } from '../../platform/clock/clock.js';
import type { Token } from '../token.entity.js';
import { InventoryRepository } from './inventory.repository.js';
import { cardsAt } from './risk-cards.js';
import type { CardName, RiskCard } from './risk-cards.js';
import { SeenTokens } from './seen-tokens.js';
import { FILTER_NAMES } from './token-filter.js';
import type { TokenFilter } from './token-filter.js';
import type { TokenSort } from './token-sort.js';

export type CountedCards = Record<CardName, RiskCard & { count: number; countIsEstimate?: true }>;

/** Lists and counts tokens of all assistants. */
@Injectable()
export class InventoryService {
  constructor(
    private readonly inventory: InventoryRepository,
    private readonly seen: SeenTokens,
    private readonly clock: Clock,
  ) {}

  async list(
    { principal }: Caller,
    query: TokenFilter & { sort?: TokenSort },
    request: PageRequest,
    embed?: readonly string[],
  ): Promise<{ page: Page<Token>; now: Date }> {
    const now = this.clock.now();
    const seen = await this.seen.within(principal, filterIn(query));
    return { page: await this.inventory.findPage(seen, query.sort, request, now, embed), now };
  }

  async summarize({ principal }: Caller): Promise<CountedCards> {
    const now = this.clock.now();
    const counted = await Promise.all(
      Object.entries(cardsAt(now)).map(async ([name, card]) => {
        const seen = await this.seen.within(principal, card.filter);
        const { total, totalIsEstimate } = await this.inventory.totalOf(seen, now);
        const estimate = totalIsEstimate && { countIsEstimate: totalIsEstimate };
        return [name, { ...card, count: total, ...estimate }] as const;
      }),
    );
    return Object.fromEntries(counted) as CountedCards;
  }
}

/** Without what else a query contains. */
export function filterIn(query: TokenFilter): TokenFilter {
  const present = FILTER_NAMES.filter((name) => query[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, query[name]]));
}
