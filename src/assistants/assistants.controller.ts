import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../admission/decorators/caller.decorator.js';
import type { Caller } from '../admission/principal.js';
import {
  AllowChildren,
  AssistantScoped,
  RequirePermission,
  RequireSeat,
} from '../admission/decorators/route-policy.decorators.js';
import { IfMatch } from '../api/conditional/if-match.decorator.js';
import type { Precondition } from '../api/conditional/precondition.js';
import { Tagged } from '../api/conditional/tagged.decorator.js';
import { assembleCollection } from '../api/hal/collection.js';
import { paths } from '../api/hal/links.js';
import { toPageRequest } from '../api/hal/page.query.js';
import { ApiAssistantId } from './assistant-id.parameter.js';
import { Idempotent } from '../api/idempotency/idempotent.decorator.js';
import type { IdempotentCall } from '../api/idempotency/idempotent-call.js';
import { ApiRoute } from '../api/openapi/api-route.decorator.js';
import {
  assembleAssistant,
  assembleAssistantSummary,
  refAfterUpdate,
} from './assistant.assembler.js';
import { assistantState } from './assistant.state.js';
import { AssistantsService } from './assistants.service.js';
import { AssistantCollection, AssistantResource } from './dto/assistant.resource.js';
import { CreateAssistantDto } from './dto/create-assistant.dto.js';
import { ListAssistantsQuery } from './dto/list-assistants.query.js';
import { UpdateAssistantDto } from './dto/update-assistant.dto.js';

@ApiTags('assistants')
@Controller('assistants')
export class AssistantsController {
  constructor(private readonly assistants: AssistantsService) {}

  @Get()
  @RequireSeat()
  @ApiRoute({
    id: 'listAssistants',
    summary: 'List assistants',
    description: 'Lists the assistants that you can read, without their instructions.',
    answers: {
      200: {
        description: 'A page of assistants, newest first by default.',
        type: AssistantCollection,
      },
    },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async list(@CurrentCaller() caller: Caller, @Query() query: ListAssistantsQuery) {
    return assembleCollection({
      relation: 'inf:assistant',
      path: paths.assistants(),
      query: { ...query },
      page: await this.assistants.list(caller, query, toPageRequest(query)),
      assemble: (found) => assembleAssistantSummary(found, caller.principal),
    });
  }

  @Post()
  @Tagged(assistantState)
  @RequireSeat()
  @RequirePermission('assistants:create')
  @ApiRoute({
    id: 'createAssistant',
    summary: 'Create an assistant',
    answers: {
      201: { description: 'The new assistant.', type: AssistantResource, headers: ['Location'] },
    },
    errors: ['validation_failed', 'not_found', 'slug_taken', 'quota_exceeded'],
  })
  async create(
    @CurrentCaller() caller: Caller,
    @Body() dto: CreateAssistantDto,
    @Idempotent() call: IdempotentCall,
  ): Promise<AssistantResource> {
    return call.run(async (reservation) =>
      assembleAssistant(await this.assistants.create(caller, dto, reservation), caller.principal),
    );
  }

  @Get(':id')
  @Tagged(assistantState)
  @RequireSeat()
  @AssistantScoped({ assistant: 'id' })
  @AllowChildren()
  @ApiAssistantId()
  @ApiRoute({
    id: 'getAssistant',
    summary: 'Read an assistant',
    answers: { 200: { description: 'The assistant.', type: AssistantResource } },
    errors: ['not_found'],
  })
  async get(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<AssistantResource> {
    const found = await this.assistants.getReadable(caller.principal, id);
    return assembleAssistant(found, caller.principal, id);
  }

  @Patch(':id')
  @Tagged(assistantState)
  @RequireSeat()
  @ApiAssistantId()
  @ApiRoute({
    id: 'updateAssistant',
    summary: 'Update an assistant',
    description:
      'Updates an assistant. Changing `slug` or `ownerId` changes the natural id, but neither the UUID nor the tokens.',
    answers: { 200: { description: 'The assistant.', type: AssistantResource } },
    errors: ['validation_failed', 'not_found', 'forbidden', 'slug_taken', 'quota_exceeded'],
  })
  async update(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() dto: UpdateAssistantDto,
    @IfMatch() precondition: Precondition,
  ): Promise<AssistantResource> {
    const assistant = await this.assistants.update(caller, id, dto, precondition);
    const ref = refAfterUpdate(assistant, id);
    return assembleAssistant({ assistant, writable: true }, caller.principal, ref);
  }

  @Delete(':id')
  @HttpCode(204)
  @RequireSeat()
  @ApiAssistantId()
  @ApiRoute({
    id: 'deleteAssistant',
    summary: 'Delete an assistant',
    description: 'Deletes the assistant and its chats, and revokes its tokens.',
    answers: { 204: { description: 'The assistant was deleted.' } },
    errors: ['not_found', 'forbidden'],
  })
  async delete(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @IfMatch() precondition: Precondition,
  ): Promise<void> {
    await this.assistants.delete(caller, id, precondition);
  }
}
