import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ChatMessage } from '../../src/chats/messages/chat-message.entity.js';
import { MAX_PAGE_BYTES } from '../../src/api/hal/page-weight.js';
import { newId } from '../../src/platform/ids/id.js';
import { createAssistant } from '../factories/assistants.factory.js';
import { createChat } from '../factories/chats.factory.js';
import { createToken, createTokens } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { TestApp } from '../support/test-app.js';

const ROOM_FOR_JSON = 100_000;
const LONG = { instructions: 'i'.repeat(100_000), description: 'd'.repeat(2_000) };
const TALKATIVE = {
  ...LONG,
  welcome: 'w'.repeat(4_000),
  suggestions: Array<string>(20).fill('s'.repeat(500)),
};

describe('the size of a page', () => {
  let app: TestApp;
  let owner: TestUser;

  beforeAll(async () => {
    app = await TestApp.start();
    owner = await createUser(app);
  });

  afterAll(() => app.close());

  async function walk(from: string, relation: 'next' | 'prev'): Promise<Answer[]> {
    const pages: Answer[] = [];
    for (let href: string | undefined = from; href !== undefined;) {
      const page: Answer = await owner.api.get(href);
      expect(page.status).toBe(200);
      pages.push(page);
      href = page.body._links[relation]?.href;
    }
    return pages;
  }

  const idsOf = ({ body }: Answer): string[] => {
    const [items = []] = Object.values<{ id: string }[]>(body._embedded);
    expect(items).toHaveLength(body.count);
    return items.map(({ id }) => id);
  };

  async function expectShortPages(list: string, ids: string[]): Promise<void> {
    const forth = await walk(`${list}limit=200`, 'next');
    expect(forth.length).toBeGreaterThan(1);
    expect(forth.flatMap(idsOf)).toEqual(ids);
    for (const { text, body } of forth) {
      expect(text.length).toBeLessThan(MAX_PAGE_BYTES + ROOM_FOR_JSON);
      expect(body.total).toBe(ids.length);
    }
    const back = await walk(forth[0]?.body._links.last.href, 'prev');
    expect(back.flatMap(({ body }) => body.start)).toEqual(
      [...back].map((_, index) => ids.length - back.slice(0, index + 1).flatMap(idsOf).length),
    );
    expect(back.reverse().flatMap(idsOf)).toEqual(ids);
  }

  it('does not grow with the instructions of assistants', async () => {
    const api = await createUser(app);
    for (let i = 0; i < 3; i++)
      await createAssistant(app, { ownerId: api.username, columns: LONG });

    const { text, body } = await api.api.get('/api/assistants');

    expect(text).not.toContain('instructions');
    expect(body.count).toBe(3);
    expect(text.length).toBeLessThan(20_000);
  });

  it('does not grow with the tokens that embed one assistant', async () => {
    const assistant = await createAssistant(app, { ownerId: owner.username, columns: TALKATIVE });
    await createTokens(app, 200, { owner, assistant });
    const { api } = await createToken(app, { owner, assistant });
    const query = `/api/assistants/${assistant.naturalId}/tokens?limit=200&embed=assistant`;

    for (const { body, text } of [await owner.api.get(query), await api.get(query)]) {
      expect(body._links.next === undefined).toBe(body.total <= 200);
      expect(text.split('"inf:assistant":{"id"')).toHaveLength(2);
      expect(text.length).toBeLessThan(150_000);
    }
  });

  it('is bounded when each token embeds another assistant', async () => {
    const ids: string[] = [];
    await app.dataSource.query('DELETE FROM tokens');
    for (let i = 0; i < 50; i++) {
      const assistant = await createAssistant(app, { ownerId: owner.username, columns: TALKATIVE });
      ids.unshift((await createToken(app, { owner, assistant })).id);
    }

    await expectShortPages('/api/tokens?embed=assistant&', ids);
    expect((await owner.api.get('/api/tokens?limit=200')).body.count).toBe(50);
  });

  it('is bounded when assistants have long texts', async () => {
    const rows = await app.dataSource.query<{ id: string }[]>(
      'SELECT id FROM assistants WHERE owner_id = $1 ORDER BY id DESC',
      [owner.username],
    );

    await expectShortPages(
      `/api/assistants?ownerId=${owner.username}&`,
      rows.map(({ id }) => id),
    );
  });

  it('is bounded when messages are long, and a message that is longer than a page is a page', async () => {
    const assistant = await createAssistant(app, { ownerId: owner.username });
    const { id: chatId } = await createChat(app, { owner, assistant });
    const ids = await addMessages(chatId, [...Array<number>(20).fill(100_000), 1_000_000, 5, 5]);

    await expectShortPagesExceptFor(ids, `/api/chats/${chatId}/messages?`);
  });

  /** @returns the ids of all messages of the chat */
  async function addMessages(chatId: string, lengths: number[]): Promise<string[]> {
    const { manager } = app.dataSource;
    await manager.delete(ChatMessage, { chatId });
    const rows = lengths.map((length, index) => ({
      id: newId(),
      chatId,
      position: index + 1,
      role: 'user' as const,
      content: 'x'.repeat(length),
      status: 'complete' as const,
      createdAt: app.clock.now(),
      touchedAt: app.clock.now(),
    }));
    await manager.insert(ChatMessage, rows);
    await manager.query('UPDATE chats SET message_count = $2 WHERE id = $1', [chatId, rows.length]);
    return rows.map(({ id }) => id);
  }

  async function expectShortPagesExceptFor(ids: string[], list: string): Promise<void> {
    const forth = await walk(`${list}limit=200`, 'next');
    expect(forth.map(({ body }) => body.count)).toEqual([5, 5, 5, 5, 1, 2]);
    expect(forth.flatMap(idsOf)).toEqual(ids);
    const back = await walk(forth[0]?.body._links.last.href, 'prev');
    expect(back.reverse().flatMap(idsOf)).toEqual(ids);
  }
});
