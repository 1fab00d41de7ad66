import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../admission/decorators/caller.decorator.js';
import { RequireSeat } from '../../admission/decorators/route-policy.decorators.js';
import type { Caller } from '../../admission/principal.js';
import { link, paths } from '../../api/hal/links.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { ApiAssistantId } from '../../assistants/assistant-id.parameter.js';
import { UsageQuery } from './dto/usage.query.js';
import { AssistantUsageResource } from './dto/usage.resource.js';
import { assembleUsage } from './usage.assembler.js';
import { UsageService } from './usage.service.js';

@ApiTags('assistants')
@Controller('assistants/:id/usage')
export class AssistantUsageController {
  constructor(private readonly usage: UsageService) {}

  @Get()
  @RequireSeat()
  @ApiAssistantId()
  @ApiRoute({
    id: 'getAssistantUsage',
    summary: 'Read the usage of an assistant',
    description:
      'Returns the requests of its tokens and the tokens of models per UTC day, as for a token. Readers who may not change the assistant see what they used themselves.',
    answers: { 200: { description: 'The usage by day.', type: AssistantUsageResource } },
    errors: ['validation_failed', 'invalid_cursor', 'not_found'],
  })
  async get(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: UsageQuery,
  ): Promise<AssistantUsageResource> {
    const view = await this.usage.ofAssistant(caller, id, query);
    const { _links, ...usage } = assembleUsage(view, paths.assistantUsage(id), query);
    return {
      assistantId: view.id,
      ...usage,
      _links: { ..._links, 'inf:assistant': link(paths.assistant(id)) },
    };
  }
}
