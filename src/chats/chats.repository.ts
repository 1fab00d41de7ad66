import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { AssistantRef } from '../assistants/assistant-ref.js';
import { AssistantNotFoundError } from '../assistants/assistants.errors.js';
import { countUpTo } from '../platform/database/count-up-to.js';
import { UUID_PATTERN } from '../platform/ids/id.js';
import { paginate } from '../api/hal/keyset-rows.js';
import { byAge } from '../api/hal/by-age.js';
import type { AgeSort } from '../api/hal/by-age.js';
import type { Page, PageRequest } from '../api/hal/page.js';
import { searchIn } from '../api/hal/search.js';
import { isKept } from './removal/kept-chat.js';
import { Chat } from './chat.entity.js';
import type { ChatScope } from './chat-scope.js';

export type NewChat = Omit<Chat, 'assistant' | 'user' | 'token'>;

const OF_USER = {
  name: 'count-chats',
  rows: `chats chat WHERE user_id = $1 AND ${isKept('chat')}`,
};

export interface ChatFilter {
  assistant: AssistantRef | null;
  /** Words, each of which the name contains. */
  q?: string | undefined;
  createdBefore?: Date | undefined;
  createdAfter?: Date | undefined;
  sort?: AgeSort | undefined;
}

/** Columns with an index that a scope can use, the most selective first. */
const LEADING = ['child_id', 'token_id', 'user_id'] as const;

@Injectable()
export class ChatsRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @throws AssistantNotFoundError if it was deleted in the meantime */
  async insert(manager: EntityManager, chat: NewChat): Promise<void> {
    const [assistant] = await manager.query<object[]>(
      'SELECT FROM assistants WHERE id = $1 FOR KEY SHARE',
      [chat.assistantId],
    );
    if (assistant === undefined) throw new AssistantNotFoundError();
    await manager.insert(Chat, chat);
  }

  /** Counting stops at `enough`. */
  countOf(manager: EntityManager, userId: string, enough: number): Promise<number> {
    return countUpTo(manager, OF_USER, [userId], enough);
  }

  /** @returns the chat with the names of its assistant and user; `null` if it is not in scope */
  find(scope: ChatScope, id: string, manager = this.dataSource.manager): Promise<Chat | null> {
    return withNames(
      this.inScope(scope, manager).andWhere('chat.id = :chatId', { chatId: id }),
    ).getOne();
  }

  /** Like `find`, with a lock: messages are numbered and answers started one at a time. */
  lock(manager: EntityManager, scope: ChatScope, id: string): Promise<Chat | null> {
    return withNames(this.inScope(scope, manager).andWhere('chat.id = :chatId', { chatId: id }))
      .setLock('pessimistic_write', undefined, ['chat'])
      .getOne();
  }

  async update(
    manager: EntityManager,
    id: string,
    changes: Partial<Pick<Chat, 'name' | 'messageCount' | 'answerPosition' | 'updatedAt'>>,
  ): Promise<void> {
    await manager.update(Chat, { id }, changes);
  }

  async delete(manager: EntityManager, id: string): Promise<void> {
    await manager.delete(Chat, { id });
  }

  findPage(
    scope: ChatScope,
    { assistant, q, createdBefore, createdAfter, sort }: ChatFilter,
    request: PageRequest,
  ): Promise<Page<Chat>> {
    const column = LEADING.find((name) => name in scope);
    const value = column && scope[column];
    const query = this.inScope(scope, this.dataSource.manager, column);
    if (assistant !== null) filterByAssistant(query, assistant);
    searchIn(query, ['chat.name'], q);
    if (createdBefore) query.andWhere('chat.created_at < :createdBefore', { createdBefore });
    if (createdAfter) query.andWhere('chat.created_at >= :createdAfter', { createdAfter });
    return paginate(
      query,
      {
        column: 'chat.id',
        ...byAge(sort),
        keyOf: ({ id }) => id,
        pattern: UUID_PATTERN,
        ...(column !== undefined &&
          value !== undefined && { within: { column: `chat.${column}`, value } }),
      },
      request,
      withNames,
    );
  }

  /** @param except the column that the page query already filters by */
  private inScope(
    scope: ChatScope,
    manager: EntityManager,
    except?: string,
  ): SelectQueryBuilder<Chat> {
    const query = manager.createQueryBuilder(Chat, 'chat').where(isKept('chat'));
    for (const [column, value] of Object.entries(scope)) {
      if (column !== except) query.andWhere(`chat.${column} = :${column}`, { [column]: value });
    }
    return query;
  }
}

function filterByAssistant(query: SelectQueryBuilder<Chat>, ref: AssistantRef): void {
  if ('id' in ref) {
    query.andWhere('chat.assistant_id = :assistant', { assistant: ref.id });
  } else {
    query.andWhere(
      'chat.assistant_id = (SELECT id FROM assistants WHERE owner_id = :ownerId AND slug = :slug)',
      ref,
    );
  }
}

function withNames(query: SelectQueryBuilder<Chat>): SelectQueryBuilder<Chat> {
  return query
    .innerJoin('chat.assistant', 'assistant')
    .addSelect(['assistant.id', 'assistant.ownerId', 'assistant.slug', 'assistant.shared'])
    .innerJoin('chat.user', 'user')
    .addSelect(['user.id', 'user.username']);
}
