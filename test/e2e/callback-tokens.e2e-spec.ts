import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CredentialResolver } from '../../src/admission/resolution/credential.resolver.js';
import { newId } from '../../src/platform/ids/id.js';
import { CallbackTokens } from '../../src/tokens/children/callback-tokens.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createChat } from '../factories/chats.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { createWebhook } from '../factories/webhooks.factory.js';
import { dumpDatabase } from '../support/database-rows.js';
import { TestApp } from '../support/test-app.js';

describe('the callback token of a webhook', () => {
  let app: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;
  let chatId: string;
  let webhookId: string;

  beforeAll(async () => {
    app = await TestApp.start();
  });

  beforeEach(async () => {
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
    chatId = (await createChat(app, { owner, assistant })).id;
    ({ id: webhookId } = await createWebhook(app, { assistant }));
  });

  afterAll(() => app.close());

  const inTenMinutes = () => new Date(app.clock.now().getTime() + 600_000);
  const issue = (of = chatId) =>
    app.nest.get(CallbackTokens).issue({ webhookId, chatId: of, expiresAt: inTenMinutes() });
  const resolve = (value: string) => app.nest.get(CredentialResolver).resolve(value, '::1');

  it('has the user and the assistant of its chat', async () => {
    const { id, value, expiresAt } = await issue();
    expect(await resolve(value)).toMatchObject({
      kind: 'child',
      credentialId: id,
      userId: owner.id,
      assistant: { id: assistant.id, reachable: true },
      child: { parentId: null, webhookId, chatId, jkt: null },
      readOnly: false,
      permissions: [],
      expiresAt,
    });
    expect(await dumpDatabase(app)).not.toContain(value);
  });

  it.each<[string, () => Promise<unknown>]>([
    [
      'its time',
      () =>
        Promise.resolve().then(() => {
          app.clock.advance({ seconds: 600 });
        }),
    ],
    ['its chat', () => app.dataSource.query('DELETE FROM chats WHERE id = $1', [chatId])],
    ['its assistant', () => owner.api.delete(`/api/assistants/${assistant.id}`)],
    ['its user', async () => (await createAdmin(app)).api.delete(`/api/users/${owner.username}`)],
  ])('ends with %s', async (_what, end) => {
    const { value } = await issue();
    expect(await resolve(value)).not.toBeNull();
    await end();
    await app.caughtUp();
    expect(await resolve(value)).toBeNull();
  });

  it('stops working when its user is disabled', async () => {
    const { value } = await issue();
    expect(await resolve(value)).not.toBeNull();
    const admin = await createAdmin(app);
    await admin.api.patch(`/api/users/${owner.username}`, { disabled: true });
    expect(await resolve(value)).toBeNull();
  });

  it('can be revoked by its value (RFC 7009), and read by nobody', async () => {
    const { id, value } = await issue();
    expect((await owner.api.get(`/api/tokens/${id}`)).status).toBe(404);
    expect((await app.api.post('/api/oauth/revoke', { token: value })).status).toBe(200);
    expect(await resolve(value)).toBeNull();
  });

  it('is not issued for a deleted chat', async () => {
    await expect(issue(newId())).rejects.toThrow('No such chat.');
  });
});
