import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { CurrentCaller } from '../../admission/decorators/caller.decorator.js';
import type { Caller } from '../../admission/principal.js';
import {
  AllowCallbacks,
  AllowChildren,
  AnswersInEvents,
  AssistantScoped,
  RequireSeat,
} from '../../admission/decorators/route-policy.decorators.js';
import { PageQuery } from '../../api/hal/page.query.js';
import { ClientGone } from '../../api/events/client-gone.decorator.js';
import type { EventStream } from '../../api/events/event-stream.js';
import { Idempotent } from '../../api/idempotency/idempotent.decorator.js';
import type { IdempotentCall } from '../../api/idempotency/idempotent-call.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { AnswerDelivery } from '../answers/answer-delivery.js';
import { ANSWER_ERRORS } from '../../platform/errors/answer-errors.js';
import { ApiChatId, ApiMessageId } from '../chat-id.parameter.js';
import { ExchangeResource } from '../dto/chat.resource.js';
import { CreateChatMessageDto, isToolMessage } from '../dto/create-chat-message.dto.js';
import { CREATE_CHAT_MESSAGE_EXAMPLES } from '../dto/create-chat-message.examples.js';
import { ChatEventStream } from '../dto/message-events.schema.js';
import { MessageCollection, MessageResource } from '../dto/message.resource.js';
import { AnswerClientOf } from '../events/answer-client.decorator.js';
import type { AnswerClient } from '../events/answer-client.decorator.js';
import { ApiLastEventId } from '../events/last-event-id.header.js';
import { AsksModel } from './asks-model.decorator.js';
import { MessageReading } from './message-reading.js';

@ApiTags('chats')
@Controller('chats/:id/messages')
export class ChatMessagesController {
  constructor(
    private readonly reading: MessageReading,
    private readonly delivery: AnswerDelivery,
  ) {}

  @Get()
  @RequireSeat()
  @AssistantScoped({ chat: 'id' })
  @AllowChildren()
  @AllowCallbacks()
  @AnswersInEvents()
  @ApiChatId()
  @ApiLastEventId()
  @ApiRoute({
    id: 'listChatMessages',
    summary: 'List messages',
    description:
      'Returns a page of messages. With `Accept: text/event-stream`, streams the last message of the chat.',
    answers: {
      200: {
        description: 'A page of messages, oldest first.',
        type: MessageCollection,
        events: ChatEventStream,
      },
    },
    errors: ['validation_failed', 'invalid_cursor', 'not_found'],
  })
  list(
    @CurrentCaller() caller: Caller,
    @AnswerClientOf() client: AnswerClient,
    @Param('id') id: string,
    @Query() query: PageQuery,
  ) {
    return this.reading.all(caller, client, id, query);
  }

  @Post()
  @RequireSeat()
  @AssistantScoped({ chat: 'id' })
  @AllowChildren()
  @AllowCallbacks(isToolMessage)
  @AsksModel((body) => !isToolMessage(body))
  @AnswersInEvents()
  @ApiChatId()
  @ApiLastEventId()
  @ApiBody({ type: CreateChatMessageDto, examples: CREATE_CHAT_MESSAGE_EXAMPLES })
  @ApiRoute({
    id: 'createChatMessage',
    summary: 'Create a message',
    description:
      'Adds a message to the chat. The assistant answers a `user` message. It takes a `tool` message into account in its next answer.',
    answers: {
      201: {
        description:
          'The chat with its new messages. `Location` is the path of the message that you sent.',
        type: ExchangeResource,
        headers: ['Location'],
        events: ChatEventStream,
      },
    },
    errors: [
      'validation_failed',
      'not_found',
      'answer_in_progress',
      'quota_exceeded',
      'budget_exhausted',
      ...ANSWER_ERRORS,
    ],
  })
  async add(
    @CurrentCaller() caller: Caller,
    @Idempotent() call: IdempotentCall,
    @AnswerClientOf() client: AnswerClient,
    @ClientGone() gone: AbortSignal,
    @Res({ passthrough: true }) response: Response,
    @Param('id') chatId: string,
    @Body() dto: CreateChatMessageDto,
  ): Promise<ExchangeResource | EventStream> {
    const { location, body } = await this.delivery.add({ caller, client, gone }, call, chatId, dto);
    response.location(location);
    return body;
  }

  @Get(':messageId')
  @RequireSeat()
  @AssistantScoped({ chat: 'id' })
  @AllowChildren()
  @AllowCallbacks()
  @AnswersInEvents()
  @ApiChatId()
  @ApiMessageId()
  @ApiLastEventId()
  @ApiRoute({
    id: 'getChatMessage',
    summary: 'Read a message',
    description: 'Returns the message. With `Accept: text/event-stream`, streams its text.',
    answers: {
      200: { description: 'The message.', type: MessageResource, events: ChatEventStream },
    },
    errors: ['not_found'],
  })
  get(
    @CurrentCaller() caller: Caller,
    @AnswerClientOf() client: AnswerClient,
    @Param('id') chatId: string,
    @Param('messageId') messageId: string,
  ): Promise<MessageResource | EventStream> {
    return this.reading.one(caller, client, chatId, messageId);
  }

  @Post(':messageId/_retry')
  @HttpCode(200)
  @RequireSeat()
  @AsksModel()
  @AssistantScoped({ chat: 'id' })
  @AllowChildren()
  @AnswersInEvents()
  @ApiChatId()
  @ApiMessageId()
  @ApiLastEventId()
  @ApiRoute({
    id: 'retryChatMessage',
    summary: 'Retry a failed answer',
    description: 'Asks the assistant again. The new answer replaces the failed one.',
    answers: {
      200: { description: 'The answer.', type: MessageResource, events: ChatEventStream },
    },
    errors: ['not_found', 'message_not_retryable', 'budget_exhausted', ...ANSWER_ERRORS],
  })
  retry(
    @CurrentCaller() caller: Caller,
    @AnswerClientOf() client: AnswerClient,
    @ClientGone() gone: AbortSignal,
    @Param('id') chatId: string,
    @Param('messageId') messageId: string,
  ): Promise<MessageResource | EventStream> {
    return this.delivery.retry({ caller, client, gone }, chatId, messageId);
  }
}
