import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { CurrentCaller } from '../admission/decorators/caller.decorator.js';
import type { Caller } from '../admission/principal.js';
import {
  AllowCallbacks,
  AllowChildren,
  AnswersInEvents,
  AssistantScoped,
  RequireSeat,
} from '../admission/decorators/route-policy.decorators.js';
import { IfMatch } from '../api/conditional/if-match.decorator.js';
import type { Precondition } from '../api/conditional/precondition.js';
import { Tagged } from '../api/conditional/tagged.decorator.js';
import { assembleCollection } from '../api/hal/collection.js';
import { paths } from '../api/hal/links.js';
import { toPageRequest } from '../api/hal/page.query.js';
import { ClientGone } from '../api/events/client-gone.decorator.js';
import type { EventStream } from '../api/events/event-stream.js';
import { Idempotent } from '../api/idempotency/idempotent.decorator.js';
import type { IdempotentCall } from '../api/idempotency/idempotent-call.js';
import { ApiRoute } from '../api/openapi/api-route.decorator.js';
import { AnswerDelivery } from './answers/answer-delivery.js';
import { ANSWER_ERRORS } from '../platform/errors/answer-errors.js';
import { ApiChatId } from './chat-id.parameter.js';
import { assembleChat } from './chat.assembler.js';
import { chatState } from './chat.state.js';
import { ChatsService } from './chats.service.js';
import { ChatCollection, ChatResource, ExchangeResource } from './dto/chat.resource.js';
import { CreateChatDto } from './dto/create-chat.dto.js';
import { ListChatsQuery } from './dto/list-chats.query.js';
import { AsksModel } from './messages/asks-model.decorator.js';
import { ChatEventStream } from './dto/message-events.schema.js';
import { UpdateChatDto } from './dto/update-chat.dto.js';
import { AnswerClientOf } from './events/answer-client.decorator.js';
import type { AnswerClient } from './events/answer-client.decorator.js';
import { ApiLastEventId } from './events/last-event-id.header.js';

@ApiTags('chats')
@Controller('chats')
export class ChatsController {
  constructor(
    private readonly chats: ChatsService,
    private readonly delivery: AnswerDelivery,
  ) {}

  @Get()
  @RequireSeat()
  @AssistantScoped({ assistantInQuery: 'assistantId' })
  @AllowChildren()
  @ApiRoute({
    id: 'listChats',
    summary: 'List chats',
    description:
      'Lists your chats. For an assistant token, lists the chats that it or its child tokens started.',
    answers: {
      200: { description: 'A page of chats, newest first by default.', type: ChatCollection },
    },
    errors: ['validation_failed', 'invalid_cursor', 'not_found', 'forbidden'],
  })
  async list(@CurrentCaller() caller: Caller, @Query() query: ListChatsQuery) {
    return assembleCollection({
      relation: 'inf:chat',
      path: paths.chats(),
      query: { ...query },
      page: await this.chats.list(caller, query, toPageRequest(query)),
      assemble: assembleChat,
    });
  }

  @Post()
  @Tagged(chatState)
  @RequireSeat()
  @AsksModel()
  @AssistantScoped({ assistantInBody: 'assistantId' })
  @AllowChildren()
  @AnswersInEvents()
  @ApiLastEventId()
  @ApiRoute({
    id: 'createChat',
    summary: 'Create a chat',
    description:
      'Starts a chat and waits for the answer of the assistant. The response contains both messages. With a session or a personal token, you must name the assistant.',
    answers: {
      201: {
        description: 'The new chat with its first messages.',
        type: ExchangeResource,
        headers: ['Location'],
        events: ChatEventStream,
      },
    },
    errors: [
      'validation_failed',
      'not_found',
      'quota_exceeded',
      'budget_exhausted',
      ...ANSWER_ERRORS,
    ],
  })
  async create(
    @CurrentCaller() caller: Caller,
    @Idempotent() call: IdempotentCall,
    @AnswerClientOf() client: AnswerClient,
    @ClientGone() gone: AbortSignal,
    @Res({ passthrough: true }) response: Response,
    @Body() dto: CreateChatDto,
  ): Promise<ExchangeResource | EventStream> {
    const { location, body } = await this.delivery.start({ caller, client, gone }, call, dto);
    response.location(location);
    return body;
  }

  @Get(':id')
  @Tagged(chatState)
  @RequireSeat()
  @AssistantScoped({ chat: 'id' })
  @AllowChildren()
  @AllowCallbacks()
  @ApiChatId()
  @ApiRoute({
    id: 'getChat',
    summary: 'Read a chat',
    answers: { 200: { description: 'The chat.', type: ChatResource } },
    errors: ['not_found'],
  })
  async get(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<ChatResource> {
    return assembleChat(await this.chats.get(caller, id));
  }

  @Patch(':id')
  @Tagged(chatState)
  @RequireSeat()
  @AssistantScoped({ chat: 'id' })
  @AllowChildren()
  @ApiChatId()
  @ApiRoute({
    id: 'updateChat',
    summary: 'Rename a chat',
    answers: { 200: { description: 'The chat.', type: ChatResource } },
    errors: ['validation_failed', 'not_found'],
  })
  async update(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() dto: UpdateChatDto,
    @IfMatch() precondition: Precondition,
  ): Promise<ChatResource> {
    return assembleChat(await this.chats.update(caller, id, dto, precondition));
  }

  @Delete(':id')
  @HttpCode(204)
  @RequireSeat()
  @AssistantScoped({ chat: 'id' })
  @AllowChildren()
  @ApiChatId()
  @ApiRoute({
    id: 'deleteChat',
    summary: 'Delete a chat',
    description: 'Deletes the chat and its messages. Stops an answer that is in progress.',
    answers: { 204: { description: 'The chat was deleted.' } },
    errors: ['not_found'],
  })
  async delete(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @IfMatch() precondition: Precondition,
  ): Promise<void> {
    await this.chats.delete(caller, id, precondition);
  }
}
