import { Chat } from '../../src/chats/chat.entity.js';
import { ChatMessage } from '../../src/chats/messages/chat-message.entity.js';
import { newId } from '../../src/platform/ids/id.js';
import type { TestApp } from '../support/test-app.js';
import type { TestAssistant } from './assistants.factory.js';
import type { TestUser } from './users.factory.js';

interface ChatOptions {
  owner: Pick<TestUser, 'id'>;
  assistant: Pick<TestAssistant, 'id'>;
  /** The token that started the chat. null: the user started it. */
  token?: { id: string } | null;
  /** The child token that started the chat. */
  child?: { id: string } | null;
}

export interface TestChat {
  id: string;
  path: string;
  answerId: string;
  /** The path of the answer. */
  answer: string;
}

/** A chat with one answer, which failed. */
export async function createChat(
  app: TestApp,
  { owner, assistant, token = null, child = null }: ChatOptions,
): Promise<TestChat> {
  const now = app.clock.now();
  const id = newId();
  const answerId = newId();
  const { manager } = app.dataSource;
  await manager.insert(Chat, {
    id,
    assistantId: assistant.id,
    userId: owner.id,
    tokenId: token?.id ?? null,
    childId: child?.id ?? null,
    name: 'A chat',
    messageCount: 2,
    answerPosition: 2,
    createdAt: now,
    updatedAt: now,
  });
  const message = { chatId: id, content: 'Hello', createdAt: now, touchedAt: now };
  await manager.insert(ChatMessage, [
    { ...message, id: newId(), position: 1, role: 'user', status: 'complete' },
    {
      ...message,
      id: answerId,
      position: 2,
      role: 'assistant',
      status: 'failed',
      model: 'a-model',
      errorCode: 'model_failed',
    },
  ]);
  const path = `/api/chats/${id}`;
  return { id, path, answerId, answer: `${path}/messages/${answerId}` };
}
