import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAssistantId } from '../../assistants/assistant-id.parameter.js';
import { CurrentCaller } from '../../admission/decorators/caller.decorator.js';
import type { Caller } from '../../admission/principal.js';
import {
  AssistantScoped,
  RequireSeat,
} from '../../admission/decorators/route-policy.decorators.js';
import { assembleCollection } from '../../api/hal/collection.js';
import { paths } from '../../api/hal/links.js';
import { toPageRequest } from '../../api/hal/page.query.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { ListAssistantTokensQuery } from '../dto/list-tokens.query.js';
import { AssistantTokenCollection } from '../dto/token.resource.js';
import { embedOnce } from '../embedding/embedded.assembler.js';
import { TokenEmbedding } from '../embedding/token-embeds.js';
import { assembleListedToken } from '../token.assembler.js';
import { TokensService } from '../tokens.service.js';

@ApiTags('tokens')
@Controller('assistants/:id/tokens')
export class AssistantTokensController {
  constructor(
    private readonly tokens: TokensService,
    private readonly embedding: TokenEmbedding,
  ) {}

  @Get()
  @RequireSeat()
  @AssistantScoped({ assistant: 'id' })
  @ApiAssistantId()
  @ApiRoute({
    id: 'listAssistantTokens',
    summary: 'List tokens of an assistant',
    description:
      'Lists the active tokens, or those with the given `status`. If you may change the assistant, you see all of its tokens, otherwise only your own. An assistant token sees itself and its child tokens, of which the total counts at most 1,000.',
    answers: {
      200: { description: 'A page of tokens, newest first.', type: AssistantTokenCollection },
    },
    errors: ['validation_failed', 'invalid_cursor', 'not_found'],
  })
  async list(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() { embed, ...query }: ListAssistantTokensQuery,
  ) {
    const page = await this.tokens.listOfAssistant(
      caller,
      id,
      query.status ?? 'active',
      toPageRequest(query),
      embed,
    );
    const embedded = embedOnce(await this.embedding.ofMany(caller, page.rows, embed));
    return assembleCollection({
      relation: 'inf:assistant-token',
      path: paths.assistantTokens(id),
      query: { ...query, embed },
      page,
      assemble: (token) => embedded(assembleListedToken(token), token),
    });
  }
}
