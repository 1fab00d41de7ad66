import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { leaveChatScene, setChatScene, startChat } from '../support/chat-scene.js';
import type { ChatScene } from '../support/chat-scene.js';
import { expectInvalid, expectRefused } from '../support/refusal.js';

interface Named {
  id: string;
}

describe('the lists of chats and of messages', () => {
  let scene: ChatScene;
  let token: TestToken;
  let chats: string[];
  let messages: string;

  beforeAll(async () => {
    scene = await setChatScene();
    const { app, owner, assistant } = scene;
    token = await createToken(app, { owner, assistant });
    chats = [];
    for (let n = 0; n < 5; n++) chats.unshift((await startChat(token)).id);
    messages = `/api/chats/${chats[0] ?? ''}/messages`;
    for (const content of ['a', 'b', 'c'])
      await token.api.post(messages, { role: 'tool', content });
  });

  afterAll(() => leaveChatScene(scene));

  /** Follows `next`, and then `prev` back. */
  const walk = async (path: string, relation: string): Promise<string[]> => {
    const pages: string[][] = [];
    let last = path;
    for (let href: string | undefined = path; href !== undefined;) {
      const { status, body } = await token.api.get(href);
      expect(status).toBe(200);
      pages.push(body._embedded[relation].map(({ id }: Named) => id));
      last = href;
      href = body._links.next?.href;
    }
    const back: string[][] = [];
    for (let href: string | undefined = last; href !== undefined;) {
      const { body } = await token.api.get(href);
      back.unshift(body._embedded[relation].map(({ id }: Named) => id));
      href = body._links.prev?.href;
    }
    expect(back).toEqual(pages);
    return pages.flat();
  };

  it('refuse invalid pages', async () => {
    for (const path of ['/api/chats', messages]) {
      await expectInvalid(scene.app, () => token.api.get(`${path}?limit=0`), ['limit']);
      const cursor = `${path}?cursor=WyJ0b2tlbiIsImxhc3QiXQ`;
      await expectRefused(scene.app, () => token.api.get(cursor), 400, 'invalid_cursor');
    }
    const forged = Buffer.from('["message","after",0,"99999999999"]').toString('base64url');
    const request = () => token.api.get(`${messages}?cursor=${forged}`);
    await expectRefused(scene.app, request, 400, 'invalid_cursor');
  });

  it('show the newest chat first, page by page', async () => {
    expect(await walk('/api/chats?limit=2', 'inf:chat')).toEqual(chats);
    const { body } = await token.api.get('/api/chats?start=3&limit=1');
    expect(body).toMatchObject({ start: 3, count: 1, total: 5 });
    expect(body._embedded['inf:chat'][0].id).toBe(chats[3]);
  });

  it('show the oldest message first, page by page', async () => {
    const all = (await token.api.get(messages)).body;
    expect(all).toMatchObject({ count: 5, total: 5 });
    const ids = all._embedded['inf:message'].map(({ id }: Named) => id);
    expect(await walk(`${messages}?limit=2`, 'inf:message')).toEqual(ids);
    expect(all._embedded['inf:message'].map(({ role }: { role: string }) => role)).toEqual([
      'user',
      'assistant',
      'tool',
      'tool',
      'tool',
    ]);
  });

  it('can be filtered by assistant', async () => {
    const { app, owner, assistant } = scene;
    const other = await createAssistant(app, { ownerId: owner.username });
    const { id } = await startChat(owner, { assistantId: other.id });
    for (const assistantId of [other.id, other.naturalId]) {
      const { body } = await owner.api.get(`/api/chats?assistantId=${assistantId}`);
      expect(body).toMatchObject({ total: 1, _embedded: { 'inf:chat': [{ id }] } });
    }
    const own = await token.api.get(`/api/chats?assistantId=${assistant.naturalId}`);
    expect(own.body.total).toBe(5);
    const none = await owner.api.get('/api/chats?assistantId=nobody:nothing');
    expect(none.body).toMatchObject({ total: 0, _embedded: { 'inf:chat': [] } });
  });
});
