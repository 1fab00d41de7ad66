import { Chat } from '../../src/chats/chat.entity.js';
import { newId } from '../../src/common/id.js';
import type { TestApp } from '../support/test-app.js';
import type { TestAssistant } from './assistants.factory.js';
import type { TestToken } from './tokens.factory.js';
import type { TestUser } from './users.factory.js';

interface ChatOptions {
  owner: TestUser;
  assistant: TestAssistant;
  /** What it was started with; a session without. */
  token?: Pick<TestToken, 'id'>;
}

/** @returns the id of a new chat without messages */
export async function createChat(
  app: TestApp,
  { owner, assistant, token }: ChatOptions,
): Promise<string> {
  const id = newId();
  const now = app.clock.now();
  await app.dataSource.manager.insert(Chat, {
    id,
    assistantId: assistant.id,
    userId: owner.id,
    tokenId: token?.id ?? null,
    name: 'A chat',
    createdAt: now,
    updatedAt: now,
  });
  return id;
}
