import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../admission/decorators/caller.decorator.js';
import { AssistantScoped } from '../../admission/decorators/route-policy.decorators.js';
import type { Caller } from '../../admission/principal.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { ApiTokenId } from '../token-id.parameter.js';
import { TokenUsageQuery } from './dto/token-usage.query.js';
import { TokenUsageResource } from './dto/token-usage.resource.js';
import { assembleTokenUsage } from './token-usage.assembler.js';
import { UsageService } from './usage.service.js';

@ApiTags('tokens')
@Controller('tokens/:id/usage')
export class TokenUsageController {
  constructor(private readonly usage: UsageService) {}

  @Get()
  @AssistantScoped({ token: 'id' })
  @ApiTokenId()
  @ApiRoute({
    id: 'getTokenUsage',
    summary: 'See how often a token was used',
    description:
      'For its owner, for writers of its assistant, for admins, and for itself. Requests by UTC day, those of its child tokens included, at most 10 seconds behind; kept for 400 days. A request with a value that is unknown, expired or revoked belongs to no token and is not counted.',
    answers: { 200: { description: 'The requests, by day.', type: TokenUsageResource } },
    errors: ['validation_failed', 'not_found'],
  })
  async get(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: TokenUsageQuery,
  ): Promise<TokenUsageResource> {
    return assembleTokenUsage(await this.usage.ofToken(caller, id, query), id, query);
  }
}
