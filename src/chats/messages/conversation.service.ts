import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Assistant } from '../../assistants/assistant.entity.js';
import { AssistantNotFoundError } from '../../assistants/assistants.errors.js';
import { AssistantsService } from '../../assistants/assistants.service.js';
import type { Caller, Principal } from '../../admission/principal.js';
import { Quotas } from '../../platform/quotas/quotas.js';
import type { Take } from '../../platform/quotas/quotas.js';
import { Clock } from '../../platform/clock/clock.js';
import { newId } from '../../platform/ids/id.js';
import { ModelSpend } from '../../tokens/spend/calls/model-spend.js';
import { LanguageModel } from '../models/language-model.js';
import type { ModelRequest } from '../models/language-model.js';
import { promptLengthOf } from '../models/prompt-length.js';
import { CallerTransaction } from '../../admission/reauthorization/caller-transaction.js';
import { AnswersRepository } from '../answers/answers.repository.js';
import { Answering } from '../answers/answering.js';
import type { RunningAnswer } from '../answers/running-answer.js';
import { RunningAnswers } from '../answers/running-answers.js';
import { ChatAccess } from '../chat-access.js';
import { isRetryable } from '../chat.assembler.js';
import type { ChatView, MessageView } from '../chat.assembler.js';
import { nameFor } from './chat-name.js';
import { originOf } from '../chat-scope.js';
import {
  AnswerInProgressError,
  AssistantMissingError,
  AssistantOutOfSightError,
  MessageNotRetryableError,
} from '../chats.errors.js';
import { ChatsRepository } from '../chats.repository.js';
import { postedMessageIn } from '../dto/create-chat-message.dto.js';
import type { CreateChatMessageDto, PostedMessageDto } from '../dto/create-chat-message.dto.js';
import type { CreateChatDto } from '../dto/create-chat.dto.js';
import { MessageLog } from './message-log.js';
import { MessagesRepository } from './messages.repository.js';
import { HISTORY_BOUNDS, promptOf } from './prompt.js';

/** The new messages, and the answer that is in progress. */
export interface Exchange {
  chat: ChatView;
  /** If there is an answer, it is the last one. */
  messages: [MessageView, ...MessageView[]];
  answer: RunningAnswer | null;
}

/** What a message takes beside its text. It also bounds the number of messages. */
const MESSAGE_OVERHEAD_BYTES = 1_000;

interface StoredQuestion {
  assistantId: string;
  chat: ChatView;
  messages: [MessageView, ...MessageView[]];
  request: ModelRequest;
}

/** Stores question and empty answer before it asks the model, so that a crash loses neither. */
@Injectable()
export class ConversationService {
  constructor(
    private readonly access: ChatAccess,
    private readonly chats: ChatsRepository,
    private readonly messages: MessagesRepository,
    private readonly answers: AnswersRepository,
    private readonly log: MessageLog,
    private readonly assistants: AssistantsService,
    private readonly model: LanguageModel,
    private readonly spend: ModelSpend,
    private readonly answering: Answering,
    private readonly running: RunningAnswers,
    private readonly quotas: Quotas,
    private readonly transaction: CallerTransaction,
    private readonly clock: Clock,
  ) {}

  /**
   * @param id the id of the new chat
   * @throws ValidationError, AssistantNotFoundError, QuotaExceededError, TooManyAnswersError
   */
  start(caller: Caller, id: string, dto: CreateChatDto): Promise<Exchange> {
    const { principal } = caller;
    const ref = principal.assistant?.id ?? dto.assistantId;
    if (ref === undefined) throw new AssistantMissingError();
    const { content } = dto.message;
    return this.ask(caller, async (manager, take) => {
      const { assistant } = await this.assistants.getReadable(principal, ref, manager);
      await take(manager, 'chats', principal.userId, (within, enough) =>
        this.chats.countOf(within, principal.userId, enough),
      );
      const now = this.clock.now();
      const chat = {
        id,
        assistantId: assistant.id,
        userId: principal.userId,
        ...originOf(principal),
        name: dto.name ?? nameFor(content),
        messageCount: 0,
        answerPosition: 0,
        createdAt: now,
        updatedAt: now,
      };
      await this.chats.insert(manager, chat);
      return this.question(
        manager,
        { ...chat, assistant, user: principal, reader: { principal, seesAssistant: true } },
        newId(),
        content,
        assistant,
      );
    });
  }

  /**
   * @param id the id of the new message
   * @throws ChatNotFoundError, AssistantOutOfSightError, AnswerInProgressError, QuotaExceededError, BudgetExhaustedError,
   *   TooManyAnswersError
   */
  add(caller: Caller, chatId: string, id: string, dto: CreateChatMessageDto): Promise<Exchange> {
    const posted = postedMessageIn(dto);
    if (posted.role === 'tool') return this.note(caller, chatId, id, posted);
    return this.ask(caller, async (manager) => {
      const chat = await this.access.lock(manager, caller.principal, chatId);
      const assistant = await this.assistantOf(chat, caller.principal, manager);
      if (await this.messages.isAnswering(manager, chat.id)) throw new AnswerInProgressError();
      await this.requireRoom(manager, chat, posted.content);
      return this.question(manager, chat, id, posted.content, assistant);
    });
  }

  /**
   * Replaces a failed answer by a new attempt.
   *
   * @throws ChatNotFoundError, MessageNotFoundError, AssistantOutOfSightError,
   *   MessageNotRetryableError, TooManyAnswersError
   */
  retry(caller: Caller, chatId: string, messageId: string): Promise<Exchange> {
    return this.ask(caller, async (manager) => {
      const chat = await this.access.lock(manager, caller.principal, chatId);
      const failed = await this.access.messageIn(chat, messageId, manager);
      const assistant = await this.assistantOf(chat, caller.principal, manager);
      if (!isRetryable(failed, chat)) throw new MessageNotRetryableError();
      const model = this.model.nameFor(assistant.modelId);
      const answer = await this.answers.begin(manager, failed, model);
      return {
        assistantId: assistant.id,
        chat,
        messages: [answer],
        request: await this.requestFor(manager, assistant, answer),
      };
    });
  }

  private async ask(
    caller: Caller,
    store: (manager: EntityManager, take: Take) => Promise<StoredQuestion>,
  ): Promise<Exchange> {
    const leave = this.running.places.take(caller.principal);
    try {
      const { chat, messages, request } = await this.quotas.within((take) =>
        this.transaction.run(caller, async (manager) => {
          const stored = await store(manager, take);
          await this.beginSpending(manager, caller.principal, stored);
          return stored;
        }),
      );
      const last = messages.at(-1) ?? messages[0];
      const answer = this.answering.start(last, request);
      answer.ended.then(leave, leave);
      return { chat, messages, answer };
    } catch (error) {
      leave();
      throw error;
    }
  }

  private async beginSpending(
    manager: EntityManager,
    principal: Principal,
    { assistantId, messages, request }: StoredQuestion,
  ): Promise<void> {
    const answer = messages.at(-1) ?? messages[0];
    const call = {
      ...originOf(principal),
      userId: principal.userId,
      assistantId,
      messageId: answer.id,
      attempt: answer.attempt,
      model: request.model,
      promptCharacters: promptLengthOf(request),
    };
    await this.spend.begin(manager, call, this.clock.now());
  }

  private async question(
    manager: EntityManager,
    chat: ChatView,
    id: string,
    content: string,
    assistant: Assistant,
  ): Promise<StoredQuestion> {
    const question = this.newMessage(chat, { id, role: 'user', content });
    const answer: MessageView = {
      ...question,
      id: newId(),
      position: question.position + 1,
      role: 'assistant',
      content: '',
      status: 'streaming',
      model: this.model.nameFor(assistant.modelId),
    };
    await this.log.append(manager, [question, answer]);
    const request = await this.requestFor(manager, assistant, answer);
    return {
      assistantId: assistant.id,
      chat: { ...after(chat, answer), answerPosition: answer.position },
      messages: [question, answer],
      request,
    };
  }

  /** Stores a tool's message, which gets no answer. */
  private async note(
    caller: Caller,
    chatId: string,
    id: string,
    { content }: PostedMessageDto,
  ): Promise<Exchange> {
    return this.transaction.run(caller, async (manager) => {
      const chat = await this.access.lock(manager, caller.principal, chatId);
      await this.assistantOf(chat, caller.principal, manager);
      await this.requireRoom(manager, chat, content);
      const message = this.newMessage(chat, { id, role: 'tool', content });
      await this.log.append(manager, [message], caller.principal.child?.webhookId ?? null);
      return { chat: after(chat, message), messages: [message], answer: null };
    });
  }

  /** An answer that has begun is stored whole. @throws QuotaExceededError */
  private async requireRoom(manager: EntityManager, chat: ChatView, text: string): Promise<void> {
    const { bytes, count } = await this.messages.sizeOf(manager, chat.id);
    const more = Buffer.byteLength(text) + MESSAGE_OVERHEAD_BYTES;
    this.quotas.require('chat_bytes', bytes + count * MESSAGE_OVERHEAD_BYTES, more);
  }

  private newMessage(
    { id: chatId, messageCount }: ChatView,
    message: Pick<MessageView, 'id' | 'role' | 'content'>,
  ): MessageView {
    return {
      ...message,
      chatId,
      position: messageCount + 1,
      status: 'complete',
      model: null,
      finishReason: null,
      usage: null,
      errorCode: null,
      attempt: 1,
      createdAt: this.clock.now(),
    };
  }

  private async requestFor(
    manager: EntityManager,
    { instructions }: Assistant,
    { chatId, position, model }: MessageView,
  ): Promise<ModelRequest> {
    const history = await this.messages.findHistory(manager, chatId, position, HISTORY_BOUNDS);
    return { model: model ?? '', instructions, messages: promptOf(history) };
  }

  private async assistantOf(
    { assistantId }: { assistantId: string },
    principal: Principal,
    manager: EntityManager,
  ): Promise<Assistant> {
    try {
      return (await this.assistants.getReadable(principal, assistantId, manager)).assistant;
    } catch (error) {
      if (error instanceof AssistantNotFoundError) throw new AssistantOutOfSightError();
      throw error;
    }
  }
}

function after(chat: ChatView, { position, createdAt }: MessageView): ChatView {
  return { ...chat, assistant: chat.assistant, messageCount: position, updatedAt: createdAt };
}
