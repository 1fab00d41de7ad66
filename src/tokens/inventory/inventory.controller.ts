import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../admission/decorators/caller.decorator.js';
import type { Caller } from '../../admission/principal.js';
import { link, paths } from '../../api/hal/links.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { InventoryService } from './inventory.service.js';
import type { CountedCards } from './inventory.service.js';
import type { CardName } from './risk-cards.js';
import { TokenRisksResource } from './token-summary.resource.js';
import type { TokenRiskResource } from './token-summary.resource.js';

@ApiTags('tokens')
@Controller('tokens/_summary')
export class InventoryController {
  constructor(private readonly inventory: InventoryService) {}

  @Get()
  @ApiRoute({
    id: 'summarizeTokens',
    summary: 'Count the risks of tokens',
    description:
      'Counts your tokens by risk, or all tokens if you are an admin. Each number links to the list of these tokens. Counting stops at 5,000.',
    answers: { 200: { description: 'The numbers.', type: TokenRisksResource } },
    errors: [],
  })
  async summarize(@CurrentCaller() caller: Caller): Promise<TokenRisksResource> {
    const cards = await this.inventory.summarize(caller);
    return { ...assembleCards(cards), _links: { self: link(paths.tokenSummary()) } };
  }
}

function assembleCards(cards: CountedCards): Record<CardName, TokenRiskResource> {
  const assembled = Object.entries(cards).map(([name, { href, count, countIsEstimate }]) => [
    name,
    { count, ...(countIsEstimate && { countIsEstimate }), _links: { self: link(href) } },
  ]);
  return Object.fromEntries(assembled) as Record<CardName, TokenRiskResource>;
}
