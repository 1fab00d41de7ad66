import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../admission/decorators/caller.decorator.js';
import { AssistantScoped } from '../../admission/decorators/route-policy.decorators.js';
import type { Caller } from '../../admission/principal.js';
import { link, paths } from '../../api/hal/links.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { ApiTokenId } from '../token-id.parameter.js';
import { UsageQuery } from './dto/usage.query.js';
import { TokenUsageResource } from './dto/usage.resource.js';
import { assembleUsage } from './usage.assembler.js';
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
    summary: 'Read the usage of a token',
    description:
      'Returns the number of requests and the tokens of models per UTC day, including those of child tokens. The numbers of requests are up to 10 seconds late. All are kept for 400 days. Requests with an unknown, expired or revoked value are not counted. Available to the owner of the token, users who may change its assistant, admins, and the token itself.',
    answers: { 200: { description: 'The usage by day.', type: TokenUsageResource } },
    errors: ['validation_failed', 'invalid_cursor', 'not_found'],
  })
  async get(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: UsageQuery,
  ): Promise<TokenUsageResource> {
    const view = await this.usage.ofToken(caller, id, query);
    const { _links, ...usage } = assembleUsage(view, paths.tokenUsage(id), query);
    return {
      tokenId: view.id,
      ...usage,
      _links: { ..._links, 'inf:token': link(paths.token(id)) },
    };
  }
}
