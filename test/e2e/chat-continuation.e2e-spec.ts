import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Assistant } from '../../src/assistants/assistant.entity.js';
import {
  leaveChatScene,
  QUESTION,
  setChatScene,
  startChat,
  streamChat,
} from '../support/chat-scene.js';
import type { ChatScene } from '../support/chat-scene.js';
import { DEFAULT_ANSWER } from '../support/model-server.js';
import { expectInvalid, expectRefused } from '../support/refusal.js';

const NEXT = { role: 'user', content: 'And the others?' };
const TOOL = { role: 'tool', content: '42 deals' };

describe('continuing a chat', () => {
  let scene: ChatScene;
  let path: string;

  beforeAll(async () => {
    scene = await setChatScene();
  });

  afterAll(() => leaveChatScene(scene));

  beforeEach(async () => {
    path = `/api/chats/${(await startChat(scene.token)).id as string}/messages`;
  });

  const prompt = () => scene.model.asked.at(-1)?.body.messages;

  it.each([
    ['nothing', {}, ['role', 'content']],
    ['no content', { role: 'user' }, ['content']],
    ['no role', { content: 'x' }, ['role']],
    ['an answer', { role: 'assistant', content: 'x' }, ['role']],
    ['a system prompt', { message: { role: 'system', content: 'x' } }, ['message.role']],
    ['both forms', { ...NEXT, message: NEXT }, ['role', 'content']],
    ['half of both forms', { role: 'tool', message: NEXT }, ['role']],
    ['something else', { ...NEXT, status: 'complete' }, ['status']],
    ['a list', { message: [NEXT] }, ['message']],
    ['too much', { role: 'tool', content: 'x'.repeat(100_001) }, ['content']],
  ])('refuses %s', (_what, body, fields) =>
    expectInvalid(scene.app, () => scene.token.api.post(path, body), fields),
  );

  it('accepts both forms, and returns the two new messages', async () => {
    const { token } = scene;
    for (const [body, count] of [
      [NEXT, 4],
      [{ message: NEXT }, 6],
    ] as const) {
      const answer = await token.api.post(path, body);
      expect(answer.status).toBe(201);
      const [question, said] = answer.body._embedded['inf:message'];
      expect(answer.headers.get('Location')).toBe(question._links.self.href);
      expect(answer.body.messageCount).toBe(count);
      expect(question).toMatchObject(NEXT);
      expect(said).toMatchObject({
        role: 'assistant',
        content: DEFAULT_ANSWER,
        status: 'complete',
      });
    }
  });

  it('sends the history, messages of tools and the instructions to the model', async () => {
    const { app, token, assistant } = scene;
    const changes = { instructions: 'You help the sales team.', modelId: 'another-model' };
    await app.dataSource.manager.update(Assistant, { id: assistant.id }, changes);
    const noted = await token.api.post(path, TOOL);
    expect(noted.status).toBe(201);
    expect(noted.body._embedded['inf:message']).toMatchObject([{ ...TOOL, status: 'complete' }]);
    const { body } = await token.api.post(path, NEXT);
    expect(body._embedded['inf:message'][1].model).toBe('another-model');
    const asked = scene.model.asked.at(-1);
    expect(asked?.headers).toMatchObject({
      authorization: 'Bearer sk-of-the-test',
      ':path': '/v1/chat/completions',
    });
    expect(asked?.body).toMatchObject({ model: 'another-model', stream: true });
    expect(prompt()).toEqual([
      { role: 'system', content: changes.instructions },
      QUESTION,
      { role: 'assistant', content: DEFAULT_ANSWER },
      { role: 'user', content: `Result of a tool:\n\n${TOOL.content}\n\n${NEXT.content}` },
    ]);
    await app.dataSource.manager.update(
      Assistant,
      { id: assistant.id },
      { instructions: '', modelId: null },
    );
  });

  it('sends only the newest messages of a long chat', async () => {
    const { token } = scene;
    for (const n of [1, 2, 3]) {
      await token.api.post(path, { role: 'tool', content: `${n}`.repeat(90_000) });
    }
    await token.api.post(path, NEXT);
    const [only, ...others] = prompt() ?? [];
    expect(others).toEqual([]);
    expect(only?.role).toBe('user');
    expect(only?.content.replaceAll(/(.)\1+/g, '$1')).toMatch(/2\n.*3\n.*And the others\?$/s);
    expect(only?.content).not.toContain('1111');
  });

  it('refuses a question while an answer is in progress, but accepts a message of a tool', async () => {
    const { app, token } = scene;
    const { client, asked, chatId } = await streamChat(scene, token, 'Here ');
    const messages = `/api/chats/${chatId}/messages`;
    await expectRefused(app, () => token.api.post(messages, NEXT), 409, 'answer_in_progress');
    const noted = await token.api.post(messages, TOOL);
    expect(noted.status).toBe(201);
    expect(noted.body.messageCount).toBe(3);
    asked.finish();
    await client.rest();
    expect((await token.api.post(messages, NEXT)).status).toBe(201);
    const { body } = await token.api.get(messages);
    const roles = body._embedded['inf:message'].map(({ role }: { role: string }) => role);
    expect(roles).toEqual(['user', 'assistant', 'tool', 'user', 'assistant']);
  });

  it('accepts one of many concurrent questions, and counts every message', async () => {
    const { token, app } = scene;
    const posts = [NEXT, TOOL, NEXT, TOOL, NEXT, TOOL, NEXT].map((body) =>
      token.api.post(path, body),
    );
    const answers = await Promise.all(posts);
    const count = (of: number) => answers.filter(({ status }) => status === of).length;
    expect(count(201) + count(409)).toBe(7);
    expect(count(201)).toBeGreaterThanOrEqual(4);
    const [row] = await app.dataSource.query(
      `SELECT message_count AS kept, (SELECT count(*)::int FROM chat_messages WHERE chat_id = c.id) AS there,
         (SELECT max(position) FROM chat_messages WHERE chat_id = c.id) AS last
       FROM chats c WHERE id = $1`,
      [path.split('/')[3]],
    );
    const expected = 2 + 3 + 2 * (count(201) - 3);
    expect(row).toEqual({ kept: expected, there: expected, last: expected });
  });

  it('refuses more concurrent answers than MODEL_CONCURRENCY allows', async () => {
    const small = await setChatScene({ MODEL_CONCURRENCY: '1' });
    try {
      const { client, asked } = await streamChat(small, small.token, 'Here ');
      const start = () => small.token.api.post('/api/chats', { message: QUESTION });
      const refused = await expectRefused(small.app, start, 503, 'unavailable');
      expect(refused.headers.get('Retry-After')).toBe('1');
      asked.finish();
      await client.rest();
      expect((await start()).status).toBe(201);
    } finally {
      await leaveChatScene(small);
    }
  });
});
