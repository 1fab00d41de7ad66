import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ChatRemovalsRepository } from '../../src/chats/removal/chat-removals.repository.js';
import { ChatRemovalsSweeper } from '../../src/chats/removal/chat-removals.sweeper.js';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createChat } from '../factories/chats.factory.js';
import { deriveChild, issueCallback } from '../factories/children.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { somebodyWaits } from '../support/lock-waits.js';
import { TestApp } from '../support/test-app.js';

const MANY = 3_000;

describe('the chats of deleted assistants and users', () => {
  let app: TestApp;
  let admin: TestUser;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
    await app.nest.get(ChatRemovalsSweeper).beforeApplicationShutdown();
  });

  afterAll(() => app.close());

  const countOf = async (column: 'assistant_id' | 'user_id', id: string): Promise<number> => {
    const [row] = await app.dataSource.query<[{ count: number }]>(
      `SELECT count(*)::int AS count FROM chats WHERE ${column} = $1`,
      [id],
    );
    return row.count;
  };

  const addChats = (assistant: { id: string }, user: { id: string }) =>
    app.dataSource.query(
      `WITH added AS (
         INSERT INTO chats (id, assistant_id, user_id, name, message_count, created_at, updated_at)
         SELECT gen_random_uuid(), $1, $2, 'A chat', 2, now(), now() FROM generate_series(1, $3)
         RETURNING id)
       INSERT INTO chat_messages (id, chat_id, position, role, content, status, created_at, touched_at)
       SELECT gen_random_uuid(), id, position, 'user', 'Hello', 'complete', now(), now()
       FROM added, generate_series(1, 2) position`,
      [assistant.id, user.id, MANY],
    );

  /** Runs the background work until nothing is left. */
  async function removeAll(): Promise<void> {
    const removals = app.nest.get(ChatRemovalsRepository);
    await new ChatRemovalsSweeper(removals, new Metrics()).sweep();
  }

  describe('when the assistant is deleted', () => {
    let user: TestUser;
    let assistant: TestAssistant;

    beforeAll(async () => {
      user = await createUser(app);
      assistant = await createAssistant(app, { ownerId: user.username });
    });

    it('are out of reach before they are removed, for every credential', async () => {
      const chat = await createChat(app, { owner: user, assistant });
      const token = await createToken(app, { owner: user, assistant });
      const ofToken = await createChat(app, { owner: user, assistant, token });
      const child = await deriveChild(app, token, { chatId: ofToken.id });
      const callback = await issueCallback(app, chat.id);
      await addChats(assistant, user);
      for (const [api, at] of [
        [user.api, chat],
        [token.api, ofToken],
        [child.api, ofToken],
        [callback.api, chat],
      ] as const) {
        expect((await api.get(at.path)).status).toBe(200);
      }

      expect((await user.api.delete(`/api/assistants/${assistant.id}`)).status).toBe(204);

      expect(await countOf('assistant_id', assistant.id)).toBe(MANY + 2);
      for (const { path, answer } of [chat, ofToken]) {
        for (const at of [path, `${path}/messages`, answer]) {
          expect((await user.api.get(at)).status).toBe(404);
        }
        const body = { role: 'user', content: 'Hello' };
        expect((await user.api.post(`${path}/messages`, body)).status).toBe(404);
        expect((await user.api.delete(path)).status).toBe(404);
      }
      const headers = { Accept: 'text/event-stream' };
      expect((await user.api.get(chat.answer, { headers })).status).toBe(404);
      for (const { api } of [token, child, callback]) {
        expect((await api.get(chat.path)).status).toBe(401);
      }
      for (const list of ['/api/chats', `/api/chats?assistantId=${assistant.id}`]) {
        expect((await user.api.get(list)).body).toMatchObject({ count: 0, total: 0 });
      }
    });

    it('leave its natural id free, and do not belong to a new assistant with it', async () => {
      const [ownerId = '', slug = ''] = assistant.naturalId.split(':');
      const body = { ownerId, slug, name: 'Another one' };

      expect((await user.api.post('/api/assistants', body)).status).toBe(201);

      const list = `/api/chats?assistantId=${assistant.naturalId}`;
      expect((await user.api.get(list)).body.total).toBe(0);
    });

    it('are removed in small batches, by any instance, with progress to be seen', async () => {
      const removals = app.nest.get(ChatRemovalsRepository);
      const first = await removals.removeBatch();
      expect(first).toMatchObject({ id: assistant.id, total: null });
      expect(first?.chats).toBeLessThanOrEqual(200);
      expect(await countOf('assistant_id', assistant.id)).toBe(MANY + 2 - (first?.chats ?? 0));

      await removeAll();

      expect(await countOf('assistant_id', assistant.id)).toBe(0);
      const left = await app.dataSource.query(
        'SELECT FROM chat_messages m WHERE NOT EXISTS (SELECT FROM chats WHERE id = m.chat_id)',
      );
      expect(left).toEqual([]);
      expect(await removals.countPending()).toBe(0);
    });
  });

  it('go with a team and its assistants', async () => {
    const member = await createUser(app);
    const team = await createTeam(app, [[member, 'editor']]);
    const assistant = await createAssistant(app, { ownerId: team });
    const { path } = await createChat(app, { owner: member, assistant });

    expect((await admin.api.delete(`/api/teams/${team}`)).status).toBe(204);

    expect((await member.api.get(path)).status).toBe(404);
    await removeAll();
    expect(await countOf('user_id', member.id)).toBe(0);
  });

  it('go with the user, also those with assistants of others', async () => {
    const user = await createUser(app);
    const assistant = await createAssistant(app, { ownerId: admin.username, shared: true });
    const kept = await createChat(app, { owner: admin, assistant });
    const chat = await createChat(app, { owner: user, assistant });
    const callback = await issueCallback(app, chat.id);
    expect((await callback.api.get(chat.path)).status).toBe(200);

    expect((await admin.api.delete(`/api/users/${user.username}`)).status).toBe(204);

    expect((await callback.api.get(chat.path)).status).toBe(401);
    expect(await countOf('user_id', user.id)).toBe(1);
    await removeAll();
    expect(await countOf('user_id', user.id)).toBe(0);
    expect((await admin.api.get(kept.path)).status).toBe(200);
  });

  it('cannot be started while the assistant is being deleted', async () => {
    const assistant = await createAssistant(app, { ownerId: admin.username });
    const runner = app.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('DELETE FROM assistants WHERE id = $1', [assistant.id]);

    const started = admin.api.post('/api/chats', {
      assistantId: assistant.id,
      message: { role: 'user', content: 'Hello' },
    });
    await somebodyWaits(app, started);
    await runner.commitTransaction();
    await runner.release();

    expect((await started).status).toBe(404);
    expect(await countOf('assistant_id', assistant.id)).toBe(0);
  });
});
