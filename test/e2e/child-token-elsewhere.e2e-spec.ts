import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import {
  ACCESS_TOKEN_TYPE,
  TOKEN_EXCHANGE,
} from '../../src/verification/oauth/token-exchange/token-exchange.types.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createChat } from '../factories/chats.factory.js';
import { deriveChild, issueCallback } from '../factories/children.factory.js';
import type { TestChild } from '../factories/children.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { TestApp } from '../support/test-app.js';

const JKT = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I';

describe('a child token at other services', () => {
  let app: TestApp;
  let admin: TestUser;
  let owner: TestUser;
  let assistant: TestAssistant;
  let parent: TestToken;
  let chatId: string;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
  });

  beforeEach(async () => {
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
    parent = await createToken(app, { owner, assistant });
    chatId = (await createChat(app, { owner, assistant, token: parent })).id;
  });

  afterAll(() => app.close());

  async function introspect({ secret }: TestChild) {
    const { body } = await admin.api.post('/api/tokens/_introspect', { token: secret });
    const batch = await admin.api.post('/api/tokens/_introspect-batch', { tokens: [secret] });
    expect(batch.body.results).toEqual([body]);
    return body;
  }

  const exchange = ({ secret }: TestChild) =>
    app.api.post('/api/oauth/token', {
      grant_type: TOKEN_EXCHANGE,
      subject_token: secret,
      subject_token_type: ACCESS_TOKEN_TYPE,
    });

  describe('when it is introspected', () => {
    it('shows its own properties and those of its parent', async () => {
      const child = await deriveChild(app, parent, { cidr: '10.0.0.0/8', readOnly: true });
      const { body } = await parent.api.get(`/api/tokens/${child.id}`);
      expect(await introspect(child)).toEqual({
        active: true,
        scope: 'assistant:read',
        client_id: parent.id,
        username: owner.username,
        token_type: 'Bearer',
        exp: Math.floor(new Date(body.expiresAt).getTime() / 1_000),
        iat: expect.any(Number),
        sub: owner.id,
        iss: expect.any(String),
        jti: child.id,
        type: 'child',
        assistant_id: assistant.naturalId,
        read_only: true,
        seat: true,
        cidr: '10.0.0.0/8',
        parent_id: parent.id,
      });
    });

    it('shows the key and the chat that it is bound to', async () => {
      const child = await deriveChild(app, parent, { dpopJkt: JKT, chatId });
      expect(await introspect(child)).toMatchObject({
        active: true,
        token_type: 'DPoP',
        cnf: { jkt: JKT },
        chat_id: chatId,
      });
    });

    it('is not active once its parent has ended', async () => {
      const child = await deriveChild(app, parent);
      expect((await introspect(child)).active).toBe(true);
      await parent.api.delete('/api/tokens/self/children');
      expect(await introspect(child)).toEqual({ active: false });
    });

    it('is never active for a webhook', async () => {
      const callback = await issueCallback(app, chatId);
      expect(await introspect(callback)).toEqual({ active: false });
    });
  });

  describe('when it comes to a gateway', () => {
    it('passes, with its own id', async () => {
      const child = await deriveChild(app, parent);
      const { status, headers } = await child.api.get(
        `/api/auth/verify?assistantId=${assistant.naturalId}`,
      );
      expect(status).toBe(200);
      expect(headers.get('X-Auth-Type')).toBe('child');
      expect(headers.get('X-Auth-Token-Id')).toBe(child.id);
      expect((await child.api.get('/api/auth/verify?assistantId=team:other')).status).toBe(403);
    });

    it.each(['readOnly', 'chatId'] as const)('does not pass with %s', async (restriction) => {
      const child = await deriveChild(app, parent, { [restriction]: true, chatId });
      const headers = { 'X-Original-Method': 'POST' };
      expect((await child.api.get('/api/auth/verify', { headers })).status).toBe(403);
    });
  });

  describe('when it is exchanged', () => {
    it('becomes a JWT that ends with it', async () => {
      const expiresAt = new Date(app.clock.now().getTime() + 20_000);
      const short = await createToken(app, { owner, assistant, columns: { expiresAt } });
      const child = await deriveChild(app, short, { readOnly: true });
      const { status, body } = await exchange(child);
      expect(status).toBe(200);
      expect(decodeJwt(body.access_token)).toMatchObject({
        aud: assistant.naturalId,
        token_id: child.id,
        read_only: true,
        exp: Math.floor(expiresAt.getTime() / 1_000),
      });
    });

    it.each<[string, () => Promise<TestChild>]>([
      ['is bound to a key', () => deriveChild(app, parent, { dpopJkt: JKT })],
      ['is bound to a chat', () => deriveChild(app, parent, { chatId })],
      ['is for a webhook', () => issueCallback(app, chatId)],
      ['is for some addresses', () => deriveChild(app, parent, { cidr: '127.0.0.0/8,::1' })],
    ])('does not become a JWT if it %s', async (_what, make) => {
      const { status, body } = await exchange(await make());
      expect([status, body.code]).toEqual([400, 'invalid_subject_token']);
    });

    it('does not count toward the limit of its parent without the key that it is bound to', async () => {
      const columns = { rateLimitPerMinute: 3 };
      const limited = await createToken(app, { owner, assistant, columns });
      const bound = await deriveChild(app, limited, { dpopJkt: JKT });
      const other = await deriveChild(app, parent);
      for (let i = 0; i < 3; i++) {
        expect((await exchange(bound)).status).toBe(400);
        const answer = await bound.api.post('/api/oauth/revoke', { token: other.secret });
        expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
      }
      expect((await limited.api.get('/api/tokens/self')).status).toBe(200);
      expect((await other.api.get('/api/auth/session')).status).toBe(200);
    });

    it('does not become a JWT once its parent has ended, whatever is cached', async () => {
      const child = await deriveChild(app, parent);
      expect((await exchange(child)).status).toBe(200);
      await parent.api.delete('/api/tokens/self');
      expect((await exchange(child)).status).toBe(400);
    });
  });
});
