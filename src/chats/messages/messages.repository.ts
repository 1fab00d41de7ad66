import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { paginate } from '../../api/hal/keyset-rows.js';
import type { Page, PageRequest } from '../../api/hal/page.js';
import { isInKeptChat } from '../removal/kept-chat.js';
import { ChatMessage } from './chat-message.entity.js';
import type { MessageRole, MessageStatus } from '../chat.types.js';

export type NewMessage = Omit<ChatMessage, 'chat' | 'touchedAt'>;

export interface HistoryMessage {
  role: MessageRole;
  content: string;
  status: MessageStatus;
}

interface HistoryBounds {
  messages: number;
  characters: number;
}

const POSITION_PATTERN = /^[1-9]\d{0,8}$/;

const FIND_HISTORY = `
  SELECT role, content, status FROM (
    SELECT position, role, content, status,
      sum(length(content)) OVER (ORDER BY position DESC) AS characters,
      row_number() OVER (ORDER BY position DESC) AS age
    FROM (
      SELECT position, role, content, status FROM chat_messages
      WHERE chat_id = $1 AND position < $2
      ORDER BY position DESC LIMIT $3) newest
  ) counted WHERE characters <= $4 OR age = 1 ORDER BY position`;

@Injectable()
export class MessagesRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async insert(manager: EntityManager, messages: NewMessage[]): Promise<void> {
    await manager.insert(
      ChatMessage,
      messages.map((message) => ({ ...message, touchedAt: () => 'now()' })),
    );
  }

  find(chatId: string, id: string, manager = this.dataSource.manager): Promise<ChatMessage | null> {
    return manager.findOneBy(ChatMessage, { id, chatId });
  }

  /** @returns `null` also if the assistant or the user of the chat was deleted */
  findAnywhere(id: string): Promise<ChatMessage | null> {
    return this.dataSource.manager
      .createQueryBuilder(ChatMessage, 'message')
      .where('message.id = :id', { id })
      .andWhere(isInKeptChat('message'))
      .getOne();
  }

  findAt(chatId: string, position: number): Promise<ChatMessage | null> {
    return this.dataSource.manager.findOneBy(ChatMessage, { chatId, position });
  }

  isAnswering(manager: EntityManager, chatId: string): Promise<boolean> {
    return manager.existsBy(ChatMessage, { chatId, status: 'streaming' });
  }

  /** @returns the bytes of the texts, and their number */
  async sizeOf(manager: EntityManager, chatId: string): Promise<{ bytes: number; count: number }> {
    const [size] = await manager.query<[{ bytes: number; count: number }]>(
      `SELECT coalesce(sum(octet_length(content)), 0)::float8 AS bytes, count(*)::int AS count
       FROM chat_messages WHERE chat_id = $1`,
      [chatId],
    );
    return size;
  }

  /** The newest messages before a position, within the bounds but at least one, oldest first. */
  findHistory(
    manager: EntityManager,
    chatId: string,
    before: number,
    bounds: HistoryBounds,
  ): Promise<HistoryMessage[]> {
    return manager.query(FIND_HISTORY, [chatId, before, bounds.messages, bounds.characters]);
  }

  findPage(chatId: string, total: number, request: PageRequest): Promise<Page<ChatMessage>> {
    return paginate(
      this.dataSource.manager.createQueryBuilder(ChatMessage, 'message'),
      {
        column: 'message.position',
        order: 'ASC',
        keyOf: ({ position }) => String(position),
        pattern: POSITION_PATTERN,
        within: { column: 'message.chat_id', value: chatId },
        bytes: 'octet_length(message.content)',
      },
      request,
      undefined,
      total,
    );
  }
}
