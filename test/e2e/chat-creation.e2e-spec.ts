import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { expectInvalid, expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const QUESTION = { role: 'user', content: 'Show me top deals' };

describe('starting a chat', () => {
  let app: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;
  let token: TestToken;

  beforeAll(async () => {
    app = await TestApp.start();
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
    token = await createToken(app, { owner, assistant });
  });

  afterAll(() => app.close());

  describe('when the request is wrong', () => {
    it.each([
      ['no message', {}, ['message']],
      ['a message that is a text', { message: 'Show me' }, ['message']],
      ['several messages', { message: [QUESTION] }, ['message']],
      ['no role', { message: { content: 'Hello' } }, ['message.role']],
      ['a tool first', { message: { role: 'tool', content: 'Hello' } }, ['message.role']],
      ['an answer', { message: { role: 'assistant', content: 'Hello' } }, ['message.role']],
      ['no content', { message: { role: 'user' } }, ['message.content']],
      ['empty content', { message: { role: 'user', content: '' } }, ['message.content']],
      [
        'too much content',
        { message: { role: 'user', content: 'x'.repeat(100_001) } },
        ['message.content'],
      ],
      ['an unknown property', { message: { ...QUESTION, model: 'x' } }, ['message.model']],
      ['an empty name', { message: QUESTION, name: '' }, ['name']],
      ['a long name', { message: QUESTION, name: 'x'.repeat(201) }, ['name']],
      ['no id of an assistant', { message: QUESTION, assistantId: null }, ['assistantId']],
    ])('refuses %s', (_what, body, fields) =>
      expectInvalid(app, () => owner.api.post('/api/chats', body), fields),
    );

    it('requires the assistant with a session or a personal token', async () => {
      const personal = await createToken(app, { owner });
      for (const { api } of [owner, personal]) {
        await expectInvalid(app, () => api.post('/api/chats', { message: QUESTION }), [
          'assistantId',
        ]);
      }
    });

    it.each(['nobody:nothing', 'no natural id', '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60'])(
      'finds no assistant %s',
      (assistantId) =>
        expectRefused(
          app,
          () => owner.api.post('/api/chats', { assistantId, message: QUESTION }),
          404,
          'not_found',
        ),
    );

    it('does not reveal an assistant that the caller cannot see', async () => {
      const stranger = await createUser(app);
      const { naturalId } = await createAssistant(app, { ownerId: stranger.username });
      await expectRefused(
        app,
        () => owner.api.post('/api/chats', { assistantId: naturalId, message: QUESTION }),
        404,
        'not_found',
      );
    });
  });

  it('returns the question and the answer, for a call as integrators write it', async () => {
    const { status, headers, body } = await token.api.post('/api/chats', {
      assistantId: assistant.naturalId,
      message: QUESTION,
    });
    expect(status).toBe(201);
    expect(headers.get('Location')).toBe(`/api/chats/${body.id}`);
    expect(body).toMatchObject({
      assistantId: assistant.naturalId,
      username: owner.username,
      name: QUESTION.content,
      messageCount: 2,
      _links: {
        self: { href: `/api/chats/${body.id}` },
        'inf:messages': { href: `/api/chats/${body.id}/messages` },
        'inf:assistant': { href: `/api/assistants/${assistant.naturalId}` },
      },
    });
    const [question, answer] = body._embedded['inf:message'];
    expect(question).toMatchObject({ ...QUESTION, status: 'complete', model: null, usage: null });
    expect(answer).toMatchObject({ role: 'assistant', status: 'complete', model: 'builtin/echo' });
    expect(answer.content).toMatch(
      /builtin\/echo\. It repeats your message and is not a real model[^]*Show me top deals/,
    );

    const stored = (await token.api.get(`/api/chats/${body.id}`)).body;
    expect(stored).toEqual({ ...body, _embedded: undefined });
    const messages = (await token.api.get(`/api/chats/${body.id}/messages`)).body;
    expect(messages).toMatchObject({ start: 0, count: 2, total: 2 });
    expect(messages._embedded['inf:message']).toEqual([question, answer]);
    const one = await token.api.get(answer._links.self.href);
    expect(one.body).toMatchObject({ content: answer.content });
  });

  it('uses the assistant of the token if none is named', async () => {
    const { body } = await token.api.post('/api/chats', { message: QUESTION });
    expect(body.assistantId).toBe(assistant.naturalId);
  });

  it('accepts both forms of the id, and a name', async () => {
    for (const assistantId of [assistant.id, assistant.naturalId]) {
      const { status, body } = await owner.api.post('/api/chats', {
        assistantId,
        message: QUESTION,
        name: 'Deals',
      });
      expect(status).toBe(201);
      expect(body).toMatchObject({ assistantId: assistant.naturalId, name: 'Deals' });
    }
  });

  it('names a chat by the beginning of a long question, on one line', async () => {
    const content = `First\n\n${'😀'.repeat(100)}`;
    const { body } = await token.api.post('/api/chats', { message: { role: 'user', content } });
    expect(body.name).toBe(`First ${'😀'.repeat(74)}…`);
  });
});
