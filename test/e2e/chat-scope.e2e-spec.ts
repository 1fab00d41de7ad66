import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AiSeat } from '../../src/identity/seats/ai-seat.entity.js';
import { createAssistant } from '../factories/assistants.factory.js';
import { createTeamAssistant } from '../factories/team-assistant.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { leaveChatScene, QUESTION, setChatScene, startChat } from '../support/chat-scene.js';
import type { ChatScene } from '../support/chat-scene.js';
import { expectRefused } from '../support/refusal.js';

describe('who reaches a chat', () => {
  let scene: ChatScene;
  let chatPath: string;
  let answerPath: string;

  beforeAll(async () => {
    scene = await setChatScene();
  });

  afterAll(() => leaveChatScene(scene));

  beforeEach(async () => {
    const chat = await startChat(scene.token);
    chatPath = `/api/chats/${chat.id as string}`;
    answerPath = chat._embedded['inf:message'][1]._links.self.href;
  });

  const reads = (api: Api): (() => Promise<Answer>)[] => [
    () => api.get(chatPath),
    () => api.get(`${chatPath}/messages`),
    () => api.get(answerPath),
    () => api.with({ Accept: 'text/event-stream' }).get(answerPath),
  ];

  const writes = (api: Api): (() => Promise<Answer>)[] => [
    () => api.patch(chatPath, { name: 'Renamed' }),
    () => api.post(`${chatPath}/messages`, QUESTION),
    () => api.post(`${chatPath}/messages`, { role: 'tool', content: '42' }),
    () => api.post(`${answerPath}/_retry`),
    () => api.delete(chatPath),
  ];

  const expectAllRefused = async (
    requests: (() => Promise<Answer>)[],
    status: number,
    code: string,
  ) => {
    for (const request of requests) await expectRefused(scene.app, request, status, code);
  };

  const listed = async ({ api }: { api: Api }): Promise<string[]> => {
    const { body } = await api.get('/api/chats?limit=200');
    const chats = body._embedded['inf:chat'] as { _links: { self: { href: string } } }[];
    expect(body.total).toBe(chats.length);
    return chats.map(({ _links: links }) => links.self.href);
  };

  it('is not another user, nor an admin, nor any token of theirs', async () => {
    const { app, assistant } = scene;
    const admin = await createAdmin(app);
    const other = await createUser(app);
    const callers = [
      admin,
      other,
      await createToken(app, { owner: other }),
      await createToken(app, { owner: admin, assistant }),
    ];
    for (const { api } of callers) {
      await expectAllRefused([...reads(api), ...writes(api)], 404, 'not_found');
      expect(await listed({ api })).not.toContain(chatPath);
    }
  });

  it('is not another token of the same assistant and user, nor one of another assistant', async () => {
    const { app, owner, assistant } = scene;
    const other = await createAssistant(app, { ownerId: owner.username });
    for (const scoped of [assistant, other]) {
      const { api } = await createToken(app, { owner, assistant: scoped });
      await expectAllRefused([...reads(api), ...writes(api)], 404, 'not_found');
      expect(await listed({ api })).toEqual([]);
    }
  });

  it('is its user, with a session or a personal token', async () => {
    const { app, owner } = scene;
    for (const caller of [owner, await createToken(app, { owner })]) {
      expect((await caller.api.get(chatPath)).status).toBe(200);
      expect(await listed(caller)).toContain(chatPath);
    }
  });

  it('is not a token for what the user started in another way', async () => {
    const { app, owner, assistant, token } = scene;
    const personal = await createToken(app, { owner });
    for (const caller of [owner, personal]) {
      const chat = await startChat(caller, { assistantId: assistant.id });
      const request = () => token.api.get(`/api/chats/${chat.id as string}`);
      await expectRefused(app, request, 404, 'not_found');
    }
  });

  describe('when a token names another assistant', () => {
    it('gets the same response whether that exists or not, before any lookup', async () => {
      const { app, token, owner } = scene;
      const other = await createAssistant(app, { ownerId: owner.username });
      for (const assistantId of [other.id, other.naturalId, 'nobody:nothing', 'x', 7, null]) {
        const body = { assistantId, message: 'not even a message' };
        await expectRefused(
          app,
          () => token.api.post('/api/chats', body),
          403,
          'insufficient_scope',
        );
      }
      const list = () => token.api.get(`/api/chats?assistantId=${other.naturalId}`);
      await expectRefused(app, list, 403, 'insufficient_scope');
    });
  });

  describe('when the token is read-only', () => {
    let readOnly: TestToken;

    beforeEach(async () => {
      const { app, owner, assistant } = scene;
      readOnly = await createToken(app, { owner, assistant });
      const chat = await startChat(readOnly);
      chatPath = `/api/chats/${chat.id as string}`;
      answerPath = chat._embedded['inf:message'][1]._links.self.href;
      const change = await owner.api.patch(`/api/tokens/${readOnly.id}`, { readOnly: true });
      expect(change.status).toBe(200);
    });

    it('can read, and do nothing else', async () => {
      const start = () => readOnly.api.post('/api/chats', { message: QUESTION });
      await expectAllRefused([start, ...writes(readOnly.api)], 403, 'read_only');
      for (const read of reads(readOnly.api)) expect((await read()).status).toBe(200);
      expect(await listed(readOnly)).toEqual([chatPath]);
    });
  });

  describe('when the user has no seat any more', () => {
    it('is nobody', async () => {
      const { app, assistant: shared } = scene;
      const owner = await createUser(app);
      const assistant = await createAssistant(app, { ownerId: owner.username });
      const token = await createToken(app, { owner, assistant });
      chatPath = `/api/chats/${(await startChat(token)).id as string}`;
      answerPath = `${chatPath}/messages/${shared.id}`;
      await app.dataSource.manager.delete(AiSeat, { userId: owner.id });
      await app.caughtUp();
      for (const { api } of [token, owner]) {
        const others = [() => api.get('/api/chats'), () => api.post('/api/chats', {})];
        await expectAllRefused([...others, ...reads(api), ...writes(api)], 403, 'seat_required');
      }
    });
  });

  describe('when the user may no longer see the assistant', () => {
    it('can read with a session, but not continue; a token can do neither', async () => {
      const { app } = scene;
      const { viewer, assistant } = await createTeamAssistant(app);
      const token = await createToken(app, { owner: viewer, assistant });
      const chat = await startChat(token);
      chatPath = `/api/chats/${chat.id as string}`;
      answerPath = chat._embedded['inf:message'][1]._links.self.href;
      const team = assistant.naturalId.split(':', 1).join();
      const admin = await createAdmin(app);
      await admin.api.delete(`/api/teams/${team}/members/${viewer.username}`);

      await expectAllRefused([...reads(token.api), ...writes(token.api)], 403, 'forbidden');
      for (const read of reads(viewer.api)) expect((await read()).status).toBe(200);
      for (const body of [QUESTION, { role: 'tool', content: '42' }]) {
        const goOn = () => viewer.api.post(`${chatPath}/messages`, body);
        await expectRefused(app, goOn, 403, 'forbidden');
      }
      expect((await viewer.api.delete(chatPath)).status).toBe(204);
    });
  });
});
