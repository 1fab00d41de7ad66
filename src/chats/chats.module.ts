import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssistantsModule } from '../assistants/assistants.module.js';
import { ModelsModule } from './models/models.module.js';
import { ReauthorizationModule } from '../admission/reauthorization/reauthorization.module.js';
import { WebhookEventsModule } from '../webhooks/webhook-events.module.js';
import { AbandonedAnswersSweeper } from './answers/abandoned-answers.sweeper.js';
import { Answering } from './answers/answering.js';
import { AnswersRepository } from './answers/answers.repository.js';
import { RunningAnswers } from './answers/running-answers.js';
import { AnswerDelivery } from './answer-delivery.js';
import { AnswerReplay } from './answer-replay.js';
import { ChatAccess } from './chat-access.js';
import { ChatMessagesController } from './chat-messages.controller.js';
import { ChatsController } from './chats.controller.js';
import { ChatsRepository } from './chats.repository.js';
import { ChatsService } from './chats.service.js';
import { ConversationService } from './conversation.service.js';
import { GuardedEvents } from './events/guarded-events.js';
import { Resumption } from './events/resumption.js';
import { StoredMessages } from './events/stored-messages.js';
import { MessageLog } from './message-log.js';
import { MessageReading } from './message-reading.js';
import { MessagesRepository } from './messages.repository.js';
import { Chat } from './chat.entity.js';
import { ChatMessage } from './chat-message.entity.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Chat, ChatMessage]),
    AssistantsModule,
    ModelsModule,
    ReauthorizationModule,
    WebhookEventsModule,
  ],
  controllers: [ChatsController, ChatMessagesController],
  providers: [
    AbandonedAnswersSweeper,
    AnswerDelivery,
    AnswerReplay,
    Answering,
    AnswersRepository,
    ChatAccess,
    ChatsRepository,
    ChatsService,
    ConversationService,
    GuardedEvents,
    MessageLog,
    MessageReading,
    MessagesRepository,
    Resumption,
    RunningAnswers,
    StoredMessages,
  ],
  exports: [ChatAccess, RunningAnswers],
})
export class ChatsModule {}
