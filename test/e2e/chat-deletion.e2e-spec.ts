import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ChatRemovalsSweeper } from '../../src/chats/removal/chat-removals.sweeper.js';
import { createAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import { leaveChatScene, setChatScene, startChat, streamChat } from '../support/chat-scene.js';
import type { ChatScene } from '../support/chat-scene.js';
import { expectInvalid } from '../support/refusal.js';

describe('renaming and deleting a chat', () => {
  let scene: ChatScene;

  beforeAll(async () => {
    scene = await setChatScene();
  });

  afterAll(() => leaveChatScene(scene));

  const countOf = async (chatId: string): Promise<number> => {
    const [row] = await scene.app.dataSource.query<{ count: number }[]>(
      `SELECT (SELECT count(*) FROM chats WHERE id = $1)::int
         + (SELECT count(*) FROM chat_messages WHERE chat_id = $1)::int AS count`,
      [chatId],
    );
    return row?.count ?? -1;
  };

  it('changes the name and nothing else', async () => {
    const { app, token } = scene;
    const chat = await startChat(token);
    const path = chat._links.self.href;
    for (const body of [{ name: '' }, { name: null }, { name: 7 }]) {
      await expectInvalid(app, () => token.api.patch(path, body), ['name']);
    }
    const { status, body } = await token.api.patch(path, { name: 'Deals' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: chat.id, name: 'Deals', messageCount: 2 });
    expect((await token.api.get(path)).body).toEqual(body);
    expect((await token.api.patch(path, {})).body).toEqual(body);
  });

  it('deletes the messages, and happens only once', async () => {
    const { token } = scene;
    const chat = await startChat(token);
    const path = chat._links.self.href;
    expect((await token.api.delete(path)).status).toBe(204);
    expect(await countOf(chat.id)).toBe(0);
    expect((await token.api.delete(path)).status).toBe(404);
  });

  it('stops an answer that is in progress', async () => {
    const { token } = scene;
    const { client, asked, chatId } = await streamChat(scene, token, 'Here ');
    expect((await token.api.delete(`/api/chats/${chatId}`)).status).toBe(204);
    await asked.closed;
    expect(await client.rest()).toMatchObject([{ event: 'error', data: { code: 'not_found' } }]);
    expect(await countOf(chatId)).toBe(0);
  });

  /** The background work removes it, at the latest with one of these runs. */
  async function expectRemoved(chatId: string): Promise<void> {
    while ((await countOf(chatId)) > 0) await scene.app.nest.get(ChatRemovalsSweeper).sweep();
  }

  it('happens with the assistant, and stops its answers', async () => {
    const { app, owner } = scene;
    const assistant = await createAssistant(app, { ownerId: owner.username });
    const token = await createToken(app, { owner, assistant });
    const { client, asked, chatId } = await streamChat(scene, token, 'Here ');
    expect((await owner.api.delete(`/api/assistants/${assistant.id}`)).status).toBe(204);
    await asked.closed;
    expect((await client.rest()).at(-1)?.data.code).toBe('not_found');
    await expectRemoved(chatId);
  });

  it('happens with the user', async () => {
    const { app, assistant } = scene;
    const admin = await createAdmin(app);
    const user = await createUser(app);
    const shared = await createAssistant(app, { ownerId: admin.username, shared: true });
    const { id } = await startChat(user, { assistantId: shared.id });
    const kept = await startChat(scene.token, { assistantId: assistant.id });
    expect((await admin.api.delete(`/api/users/${user.username}`)).status).toBe(204);
    await expectRemoved(id);
    expect(await countOf(kept.id)).toBe(3);
  });

  it('does not happen with the token, but then only the user reaches the chat', async () => {
    const { app, owner, assistant } = scene;
    const token = await createToken(app, { owner, assistant });
    const { id } = await startChat(token);
    await app.dataSource.query('DELETE FROM tokens WHERE id = $1', [token.id]);
    expect((await owner.api.get(`/api/chats/${id as string}`)).status).toBe(200);
  });
});
