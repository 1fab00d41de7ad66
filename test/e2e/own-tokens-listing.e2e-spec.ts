import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createChild, createChildren } from '../factories/children.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { TestApp } from '../support/test-app.js';

const idsOf = ({ body }: Answer): string[] =>
  body._embedded['inf:assistant-token'].map(({ id }: { id: string }) => id);

describe('what an assistant token sees of the tokens of its assistant', () => {
  let app: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;
  let path: string;

  beforeAll(async () => {
    app = await TestApp.start();
    owner = await createAdmin(app);
    assistant = await createAssistant(app, { ownerId: owner.username, shared: true });
    path = `/api/assistants/${assistant.naturalId}/tokens`;
    const columns = { notes: 'Production API integration' };
    const another = await createToken(app, { owner, assistant, columns });
    await createToken(app, { owner: await createUser(app), assistant, columns });
    await createChild(app, another);
  });

  afterAll(() => app.close());

  const tokenWith = async (children: number): Promise<{ token: TestToken; ids: string[] }> => {
    const token = await createToken(app, { owner, assistant });
    const made = await createChildren(app, children, token);
    return { token, ids: [...made.map(({ id }) => id).reverse(), token.id] };
  };

  it.each(['active', 'expired', 'revoked'])(
    'is nothing of the others, not even their number: %s',
    async (status) => {
      const { token } = await tokenWith(0);
      await createToken(app, { owner, assistant, columns: { revokedAt: app.clock.now() } });

      const { body, text } = await token.api.get(`${path}?status=${status}&embed=assistant`);

      const itself = status === 'active' ? 1 : 0;
      expect(body).toMatchObject({ count: itself, total: itself });
      expect(text).not.toContain('Production API integration');
    },
  );

  it('is nothing of the others beyond the first page', async () => {
    const { token } = await tokenWith(0);

    expect((await token.api.get(`${path}?start=1`)).body).toMatchObject({ count: 0, total: 1 });
  });

  it('is itself and its children, with masked values', async () => {
    const { token, ids } = await tokenWith(1);

    const { body } = await token.api.get(path);

    expect(body).toMatchObject({ start: 0, count: 2, total: 2 });
    expect(body._embedded['inf:assistant-token']).toMatchObject([
      { id: ids[0], type: 'child', token: expect.stringMatching(/^i5c_.{6}…$/) },
      { id: token.id, type: 'assistant', token: expect.stringMatching(/^i5t_.{6}…$/) },
    ]);
    for (const item of body._embedded['inf:assistant-token']) {
      expect((await token.api.get(item._links.self.href)).body.id).toBe(item.id);
    }
  });

  it('is a child that ended only with its status', async () => {
    const { token } = await tokenWith(1);
    const revoked = await createChild(app, token, { revokedAt: app.clock.now() });

    expect(idsOf(await token.api.get(`${path}?status=revoked`))).toEqual([revoked.id]);
    expect((await token.api.get(path)).body.total).toBe(2);
  });

  it.each([
    [0, 2],
    [1, 1],
    [4, 2],
    [5, 2],
    [5, 3],
    [6, 7],
  ])('comes once in pages, forth and back: %i children by %i', async (children, limit) => {
    const { token, ids } = await tokenWith(children);
    const walk = async (from: string, relation: 'next' | 'prev') => {
      const pages: Answer[] = [];
      for (let href: string | undefined = from; href !== undefined;) {
        const page: Answer = await token.api.get(href);
        expect(page.body.total).toBe(ids.length);
        pages.push(page);
        href = page.body._links[relation]?.href;
      }
      return pages;
    };

    const forth = await walk(`${path}?limit=${limit}`, 'next');
    expect(forth.flatMap(idsOf)).toEqual(ids);
    const back = await walk(forth[0]?.body._links.last.href, 'prev');
    expect(back.reverse().flatMap(idsOf)).toEqual(ids);
    for (let start = 0; start <= ids.length; start++) {
      const page = await token.api.get(`${path}?start=${start}&limit=${limit}`);
      expect(idsOf(page)).toEqual(ids.slice(start, start + limit));
    }
  });
});
