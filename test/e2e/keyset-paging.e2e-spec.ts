import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import { createToken, createTokens } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { TestApp } from '../support/test-app.js';

type Relation = 'next' | 'prev' | 'first' | 'last';

/** The `id`, or else the `username`, of each item. */
function keysOf({ status, body }: Answer): string[] {
  expect(status).toBe(200);
  const [items = []] = Object.values<{ id?: string; username: string }[]>(body._embedded);
  expect(items).toHaveLength(body.count);
  return items.map(({ id, username }) => id ?? username);
}

function hrefOf({ body }: Answer, relation: Relation): string | undefined {
  return body._links[relation]?.href;
}

/** Follows one relation to its end. `onPage` runs before each further request. */
async function walk(
  api: Api,
  path: string,
  relation: Relation,
  onPage: (page: Answer) => Promise<void> | void = () => undefined,
): Promise<Answer[]> {
  const pages: Answer[] = [];
  for (let href: string | undefined = path; href !== undefined;) {
    const page = await api.get(href);
    pages.push(page);
    await onPage(page);
    href = hrefOf(page, relation);
  }
  return pages;
}

describe('paging by keyset', () => {
  let app: TestApp;
  let admin: TestUser;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app, { username: 'admin' });
  });

  afterAll(() => app.close());

  async function ownerOf(count: number): Promise<{ owner: TestUser; ids: string[] }> {
    const owner = await createUser(app);
    const tokens = await createTokens(app, count, { owner });
    return { owner, ids: tokens.map(({ id }) => id).reverse() };
  }

  describe('when nothing changes in the meantime', () => {
    it('visits every row once by next, and again by prev', async () => {
      const { owner, ids } = await ownerOf(25);

      const forth = await walk(owner.api, '/api/tokens?limit=7', 'next');

      expect(forth.map(({ body }) => [body.start, body.count, body.total])).toEqual([
        [0, 7, 25],
        [7, 7, 25],
        [14, 7, 25],
        [21, 4, 25],
      ]);
      expect(forth.flatMap(keysOf)).toEqual(ids);

      const lastPage = forth.at(-1)?.body._links.self.href;
      const back = await walk(owner.api, lastPage, 'prev');

      expect(back.map(({ body }) => body.start)).toEqual([21, 14, 7, 0]);
      expect(back.reverse().flatMap(keysOf)).toEqual(ids);
      expect(hrefOf(forth[0] as Answer, 'prev')).toBeUndefined();
    });

    it.each([
      [25, 7, 21, 4],
      [21, 7, 14, 7],
      [3, 7, 0, 3],
      [1, 1, 0, 1],
    ])(
      'has %i rows in pages of %i: the last one starts at %i',
      async (rows, limit, start, count) => {
        const { owner, ids } = await ownerOf(rows);
        const first = await owner.api.get(`/api/tokens?limit=${limit}`);

        const last = await owner.api.get(hrefOf(first, 'last') ?? '');

        expect(last.body).toMatchObject({ start, count, total: rows });
        expect(keysOf(last)).toEqual(ids.slice(start));
        expect(hrefOf(last, 'next')).toBeUndefined();
        const back = await walk(owner.api, hrefOf(first, 'last') ?? '', 'prev');
        expect(back.reverse().flatMap(keysOf)).toEqual(ids);
      },
    );

    it('leads from any page to the first one', async () => {
      const { owner, ids } = await ownerOf(5);
      const pages = await walk(owner.api, '/api/tokens?limit=2', 'next');

      for (const page of pages) {
        expect(keysOf(await owner.api.get(hrefOf(page, 'first') ?? ''))).toEqual(ids.slice(0, 2));
      }
    });

    it('continues from an offset by cursor', async () => {
      const { owner, ids } = await ownerOf(20);

      const page = await owner.api.get('/api/tokens?start=3&limit=5');
      const next = await owner.api.get(hrefOf(page, 'next') ?? '');
      const prev = await owner.api.get(hrefOf(page, 'prev') ?? '');

      expect(keysOf(page)).toEqual(ids.slice(3, 8));
      expect(keysOf(next)).toEqual(ids.slice(8, 13));
      expect(next.body).toMatchObject({ start: 8, count: 5, total: 20 });
      expect(keysOf(prev)).toEqual(ids.slice(0, 3));
      expect(prev.body).toMatchObject({ start: 0, count: 3, total: 20 });
      expect(hrefOf(prev, 'prev')).toBeUndefined();
      for (const relation of ['next', 'prev'] as const) {
        expect(hrefOf(page, relation)).toContain('cursor=');
        expect(hrefOf(page, relation)).not.toContain('start=');
      }
    });

    it('has an empty page beyond the end, which leads back', async () => {
      const { owner, ids } = await ownerOf(3);

      const page = await owner.api.get('/api/tokens?start=10');

      expect(page.body).toMatchObject({ start: 10, count: 0, total: 3 });
      expect(page.body._embedded['inf:token']).toEqual([]);
      expect(hrefOf(page, 'next')).toBeUndefined();
      expect(keysOf(await owner.api.get(hrefOf(page, 'prev') ?? ''))).toEqual(ids);
    });

    it('keeps the filters and the limit in every link', async () => {
      const { owner } = await ownerOf(6);
      const assistant = await createAssistant(app, { ownerId: owner.username });
      const others = await createTokens(app, 6, {
        owner,
        assistant,
        columns: { readOnly: true },
      });
      const query = `assistantId=${assistant.naturalId}&readOnly=true&status=active&limit=2`;
      const pages = await walk(owner.api, `/api/tokens?${query}`, 'next');
      const middle = pages[1] as Answer;

      expect(pages.flatMap(keysOf)).toEqual(others.map(({ id }) => id).reverse());
      for (const relation of ['first', 'prev', 'next', 'last'] as const) {
        const { searchParams } = new URL(hrefOf(middle, relation) ?? '', app.api.url);
        searchParams.delete('cursor');
        expect(Object.fromEntries(searchParams)).toEqual(
          Object.fromEntries(new URLSearchParams(query)),
        );
      }
    });

    it('never returns rows of other users with a cursor', async () => {
      const { owner } = await ownerOf(4);
      const { owner: other, ids } = await ownerOf(2);
      const page = await owner.api.get('/api/tokens?limit=2');

      const next = await other.api.get(hrefOf(page, 'next') ?? '');

      expect(keysOf(next).filter((id) => !ids.includes(id))).toEqual([]);
    });
  });

  describe('when rows come and go during the walk', () => {
    it('visits every remaining token once, newest first', async () => {
      const { owner, ids } = await ownerOf(40);
      const gone = new Set<string>();
      const revoke = async (id: string | undefined) => {
        if (id === undefined) return;
        gone.add(id);
        expect((await owner.api.delete(`/api/tokens/${id}`)).status).toBe(204);
      };

      const pages = await walk(
        owner.api,
        '/api/tokens?status=active&limit=5',
        'next',
        async (page) => {
          const seen = keysOf(page);
          const ahead = ids.slice(ids.indexOf(seen.at(-1) ?? '') + 1);
          await createTokens(app, 3, { owner });
          await revoke(seen[0]);
          await revoke(seen.at(-1));
          await revoke(ahead[0]);
          await revoke(ahead[6]);
        },
      );

      const visited = pages.flatMap(keysOf);
      expect(new Set(visited).size).toBe(visited.length);
      expect(visited).toEqual(ids.filter((id) => visited.includes(id)));
      expect(visited).toEqual(expect.arrayContaining(ids.filter((id) => !gone.has(id))));
      expect(gone.size).toBeGreaterThan(10);
    });

    it('visits every remaining user once, by name', async () => {
      const names = Array.from({ length: 30 }, (_, i) => `walk-${String(i).padStart(2, '0')}`);
      for (const username of names) await createUser(app, { username, seat: false });
      const gone = new Set<string>();
      const remove = async (username: string | undefined) => {
        if (username?.startsWith('walk-') !== true) return;
        gone.add(username);
        expect((await admin.api.delete(`/api/users/${username}`)).status).toBe(204);
      };

      const pages = await walk(admin.api, '/api/users?limit=4', 'next', async (page) => {
        const seen = keysOf(page);
        await remove(seen[0]);
        await remove(seen.at(-1));
        await createUser(app, { username: `${seen[1] ?? 'a'}.inserted`, seat: false });
        await createUser(app, { username: `a.inserted-${seen[0] ?? ''}`, seat: false });
      });

      const visited = pages.flatMap(keysOf);
      expect(new Set(visited).size).toBe(visited.length);
      expect(visited.filter((name) => names.includes(name))).toEqual(names);
      expect(visited).toContain('admin');
      expect(gone.size).toBeGreaterThan(10);
    });

    it('visits every remaining token once during concurrent changes', async () => {
      const { owner, ids } = await ownerOf(60);
      const leaving = ids.filter((_, i) => i % 3 === 0);
      const churn = leaving.flatMap((id) => [
        owner.api.delete(`/api/tokens/${id}`),
        owner.api.post('/api/tokens', { type: 'personal' }),
      ]);

      const [pages, changes] = await Promise.all([
        walk(owner.api, '/api/tokens?status=active&limit=4', 'next'),
        Promise.all(churn),
      ]);

      expect(new Set(changes.map(({ status }) => status))).toEqual(new Set([201, 204]));
      const visited = pages.flatMap(keysOf);
      expect(new Set(visited).size).toBe(visited.length);
      expect(visited.filter((id) => ids.includes(id) && !leaving.includes(id))).toEqual(
        ids.filter((id) => !leaving.includes(id)),
      );
    });
  });

  describe('when the request is wrong', () => {
    it.each([
      ['limit=0', 'limit'],
      ['limit=201', 'limit'],
      ['limit=-1', 'limit'],
      ['limit=1.5', 'limit'],
      ['limit=1e1', 'limit'],
      ['limit=', 'limit'],
      ['limit=all', 'limit'],
      ['start=-1', 'start'],
      ['start=2147483648', 'start'],
      ['start=ten', 'start'],
      [`cursor=${'a'.repeat(257)}`, 'cursor'],
      ['cursor=a&cursor=b', 'cursor'],
    ])('refuses %s', async (query, field) => {
      const answer = await admin.api.get(`/api/tokens?${query}`);

      expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
      expect(answer.body.details[0].field).toBe(field);
    });

    it.each([
      ['', ''],
      ['nonsense', 'nonsense'],
      ['a number', Buffer.from('1').toString('base64url')],
      [
        'a key that is none',
        Buffer.from(JSON.stringify(['token', 'after', 1, "x' OR '1'='1"])).toString('base64url'),
      ],
    ])('refuses the cursor %j', async (_name, cursor) => {
      expect(await admin.api.get(`/api/tokens?cursor=${cursor}`)).toMatchObject({
        status: 400,
        body: { code: 'invalid_cursor' },
      });
    });

    it('refuses the cursor of another collection', async () => {
      const owner = await createUser(app);
      await createTokens(app, 3, { owner });
      const paths = [
        '/api/tokens',
        '/api/users',
        '/api/ai-seats',
        '/api/assistants',
        '/api/teams',
        '/api/service-accounts',
      ];
      const cursorOf = async (path: string, relation: Relation) => {
        const page = await admin.api.get(`${path}?limit=1`);
        return new URL(hrefOf(page, relation) ?? '', app.api.url).searchParams.get('cursor') ?? '';
      };

      for (const from of ['/api/tokens', '/api/users', '/api/ai-seats']) {
        for (const relation of ['next', 'last'] as const) {
          const cursor = await cursorOf(from, relation);
          for (const path of paths) {
            const answer = await admin.api.get(`${path}?cursor=${cursor}`);
            expect([from, relation, path, answer.status, answer.body.code]).toEqual(
              path === from
                ? [from, relation, path, 200, undefined]
                : [from, relation, path, 400, 'invalid_cursor'],
            );
          }
        }
      }
    });

    it('refuses start and cursor together', async () => {
      const owner = await createUser(app);
      await createToken(app, { owner });
      const page = await owner.api.get('/api/tokens');

      expect(await owner.api.get(`${hrefOf(page, 'last') ?? ''}&start=0`)).toMatchObject({
        status: 400,
        body: { code: 'invalid_request' },
      });
    });
  });

  describe('when a limit is given', () => {
    it('has 30 rows without one and up to 200 with one', async () => {
      const { owner, ids } = await ownerOf(201);

      expect(keysOf(await owner.api.get('/api/tokens'))).toEqual(ids.slice(0, 30));
      expect(keysOf(await owner.api.get('/api/tokens?limit=1'))).toEqual(ids.slice(0, 1));
      const largest = await owner.api.get('/api/tokens?limit=200');
      expect(keysOf(largest)).toEqual(ids.slice(0, 200));
      expect(keysOf(await owner.api.get(hrefOf(largest, 'next') ?? ''))).toEqual(ids.slice(200));
    });
  });
});
