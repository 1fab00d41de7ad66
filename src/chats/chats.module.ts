import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SpendModule } from '../tokens/spend/spend.module.js';
import { AssistantsModule } from '../assistants/assistants.module.js';
import { ModelsModule } from './models/models.module.js';
import { AdmissionModule } from '../admission/admission.module.js';
import { ReauthorizationModule } from '../admission/reauthorization/reauthorization.module.js';
import { WebhookEventsModule } from '../webhooks/events/webhook-events.module.js';
import { AbandonedAnswersSweeper } from './answers/abandoned-answers.sweeper.js';
import { Answering } from './answers/answering.js';
import { AnswerMetrics } from './answers/answer-metrics.js';
import { AnswersRepository } from './answers/answers.repository.js';
import { RunningAnswers } from './answers/running-answers.js';
import { AnswerDelivery } from './answers/answer-delivery.js';
import { AnswerReplay } from './answers/answer-replay.js';
import { ChatAccess } from './chat-access.js';
import { ChatMessagesController } from './messages/chat-messages.controller.js';
import { ChatsController } from './chats.controller.js';
import { ChatsRepository } from './chats.repository.js';
import { ChatsService } from './chats.service.js';
import { ConversationService } from './messages/conversation.service.js';
import { GuardedEvents } from './events/guarded-events.js';
import { Resumption } from './events/resumption.js';
import { StoredMessages } from './events/stored-messages.js';
import { MessageLog } from './messages/message-log.js';
import { MessageReading } from './messages/message-reading.js';
import { MessagesRepository } from './messages/messages.repository.js';
import { ChatRemoval } from './removal/chat-removal.entity.js';
import { ChatRemovalsRepository } from './removal/chat-removals.repository.js';
import { ChatRemovalsSweeper } from './removal/chat-removals.sweeper.js';
import { Chat } from './chat.entity.js';
import { ChatMessage } from './messages/chat-message.entity.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Chat, ChatMessage, ChatRemoval]),
    AdmissionModule,
    AssistantsModule,
    ModelsModule,
    ReauthorizationModule,
    SpendModule,
    WebhookEventsModule,
  ],
  controllers: [ChatsController, ChatMessagesController],
  providers: [
    AbandonedAnswersSweeper,
    AnswerDelivery,
    AnswerMetrics,
    AnswerReplay,
    Answering,
    AnswersRepository,
    ChatAccess,
    ChatRemovalsRepository,
    ChatRemovalsSweeper,
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
