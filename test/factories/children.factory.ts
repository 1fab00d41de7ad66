import { expect } from '@jest/globals';
import { Chat } from '../../src/chats/chat.entity.js';
import { newId } from '../../src/platform/ids/id.js';
import { ChildToken } from '../../src/tokens/children/child-token.entity.js';
import { CallbackTokens } from '../../src/tokens/children/callback-tokens.js';
import { digestOf, generateSecret, hintOf } from '../../src/admission/credentials/secret.js';
import type { Api } from '../support/api.js';
import type { TestApp } from '../support/test-app.js';
import type { TestToken } from './tokens.factory.js';
import { createWebhook } from './webhooks.factory.js';

export type TestChild = TestToken;

/** @param body the body of the request that derives the child */
export async function deriveChild(
  app: TestApp,
  parent: { api: Api },
  body: object = {},
): Promise<TestChild> {
  const answer = await parent.api.post('/api/tokens/_derive', body);
  expect([answer.status, answer.text]).toEqual([201, expect.anything()]);
  const secret: string = answer.body.token;
  return { id: answer.body.id, secret, api: app.api.as(secret) };
}

const ONE_HOUR_MS = 3_600_000;

/** Inserts `count` children of the first secret into the database. @returns them, oldest first */
export async function createChildren(
  app: TestApp,
  count: number,
  parent: Pick<TestToken, 'id'>,
  columns: Partial<ChildToken> = {},
): Promise<TestChild[]> {
  const createdAt = app.clock.now();
  const children = Array.from({ length: count }, () => {
    const secret = generateSecret('i5c_');
    return { id: newId(), secret, api: app.api.as(secret) };
  });
  const rows = children.map(({ id, secret }) => ({
    id,
    parentId: parent.id,
    parentSecretVersion: 1,
    childEpoch: 0,
    digest: digestOf(secret),
    hint: hintOf(secret),
    createdAt,
    expiresAt: new Date(createdAt.getTime() + ONE_HOUR_MS),
    ...columns,
  }));
  for (let from = 0; from < count; from += 1_000) {
    await app.dataSource.manager.insert(ChildToken, rows.slice(from, from + 1_000));
  }
  return children;
}

export async function createChild(
  app: TestApp,
  parent: Pick<TestToken, 'id'>,
  columns?: Partial<ChildToken>,
): Promise<TestChild> {
  const [child] = await createChildren(app, 1, parent, columns);
  if (!child) throw new Error('One child was asked for.');
  return child;
}

const TEN_MINUTES_MS = 600_000;

/** Inserts a callback token for one chat. @param webhook a new one by default */
export async function issueCallback(
  app: TestApp,
  chatId: string,
  webhook?: { id: string },
): Promise<TestChild> {
  const expiresAt = new Date(app.clock.now().getTime() + TEN_MINUTES_MS);
  const { assistantId } = await app.dataSource.manager.findOneByOrFail(Chat, { id: chatId });
  const { id: webhookId } =
    webhook ?? (await createWebhook(app, { assistant: { id: assistantId } }));
  const { id, value } = await app.nest.get(CallbackTokens).issue({ webhookId, chatId, expiresAt });
  return { id, secret: value, api: app.api.as(value) };
}
