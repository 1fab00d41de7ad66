import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { lockUser } from '../../src/platform/database/advisory-locks.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createChat } from '../factories/chats.factory.js';
import { createChildren, deriveChild, issueCallback } from '../factories/children.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Api } from '../support/api.js';
import { whileHeld } from '../support/lock-waits.js';
import { TestApp } from '../support/test-app.js';

const SESSION = '/api/auth/session';

describe('the use of a child token', () => {
  let app: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;
  let parent: TestToken;

  beforeAll(async () => {
    app = await TestApp.start();
  });

  beforeEach(async () => {
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
    parent = await createToken(app, { owner, assistant });
  });

  afterAll(() => app.close());

  const usesOf = async ({ id }: TestToken) =>
    (await owner.api.get(`/api/tokens/${id}/usage`)).body.totals;

  it('shows the principal', async () => {
    const child = await deriveChild(app, parent, { readOnly: true });
    const { body } = await child.api.get(SESSION);
    expect(body).toMatchObject({
      username: owner.username,
      type: 'child',
      tokenId: child.id,
      assistantId: assistant.naturalId,
      readOnly: true,
      permissions: [],
      _links: {
        'inf:token': { href: `/api/tokens/${child.id}` },
        'inf:assistant': { href: `/api/assistants/${assistant.naturalId}` },
      },
    });
  });

  it('is refused in the cookie', async () => {
    const { secret } = await deriveChild(app, parent);
    expect((await app.api.with({ Cookie: `assistant-tokens=${secret}` }).get(SESSION)).status).toBe(
      401,
    );
  });

  it('is recorded in the background, with the client address', async () => {
    const children = await createChildren(app, 3, parent);
    for (const { api } of children) await api.get(SESSION);
    await app.flushLastUses();
    for (const { id } of children) {
      const { body } = await owner.api.get(`/api/tokens/${id}`);
      expect(body.lastUsedAddress).toMatch(/^(127\.0\.0\.1|::1)$/);
      expect(body.lastUsedAt).toEqual(expect.any(String));
    }
    const { body } = await owner.api.get(`/api/tokens/${parent.id}`);
    expect(body.lastUsedAt).toBeNull();
  });

  it('writes a last use into the page of its row', async () => {
    const [child] = await createChildren(app, 1, parent);
    const updates = async () => {
      await app.dataSource.query('SELECT pg_stat_force_next_flush()');
      const [row] = await app.dataSource.query<[{ all: number; hot: number }]>(
        `SELECT n_tup_upd::int AS all, n_tup_hot_upd::int AS hot FROM pg_stat_user_tables
         WHERE relname = 'child_tokens'`,
      );
      return row;
    };
    await child?.api.get(SESSION);
    await app.flushLastUses();
    const { all, hot } = await updates();
    expect(hot).toBe(all);
  });

  it('counts as usage of its parent', async () => {
    const child = await deriveChild(app, parent);
    await child.api.get(SESSION);
    await child.api.get('/api/tokens');
    await app.flushUsage();
    expect(await usesOf(parent)).toMatchObject({ accepted: 2, refused: 1 });
  });

  it('counts for no token if it is a callback token', async () => {
    const chatId = (await createChat(app, { owner, assistant, token: parent })).id;
    const callback = await issueCallback(app, chatId);
    expect((await callback.api.get(SESSION)).body.code).toBe('insufficient_scope');
    await app.flushUsage();
    expect(await usesOf(parent)).toMatchObject({ accepted: 0, refused: 0 });
    await app.flushLastUses();
  });

  describe('when it is limited', () => {
    const until429 = async (api: Api, most: number) => {
      for (let used = 0; used < most; used++) {
        const { status } = await api.get(SESSION);
        if (status === 429) return used;
        expect(status).toBe(200);
      }
      return most;
    };

    it('shares the limit of its parent with its siblings', async () => {
      const columns = { rateLimitPerMinute: 6 };
      const limited = await createToken(app, { owner, assistant, columns });
      const children = await createChildren(app, 10, limited);
      const answers = [];
      for (const { api } of children) answers.push(await api.get(SESSION));
      expect(answers.map(({ status }) => status)).toEqual([
        ...Array.from({ length: 6 }, () => 200),
        ...Array.from({ length: 4 }, () => 429),
      ]);
      expect(answers[0]?.headers.get('RateLimit')).toMatch(/^"token";r=5;t=\d+$/);
      expect((await limited.api.get(SESSION)).status).toBe(429);
    });

    it('can have a lower limit, and refused requests do not count for its parent', async () => {
      const columns = { rateLimitPerMinute: 10 };
      const limited = await createToken(app, { owner, assistant, columns });
      const child = await deriveChild(app, limited, { rateLimitPerMinute: 2 });
      const { headers } = await child.api.get(SESSION);
      expect(headers.get('RateLimit-Policy')).toBe('"child";q=2;w=60');
      expect(await until429(child.api, 20)).toBe(1);
      for (let i = 0; i < 5; i++) expect((await child.api.get(SESSION)).status).toBe(429);
      expect(await until429(limited.api, 20)).toBe(10 - 1 - 2);
    });

    it('can have a limit although its parent has none', async () => {
      const child = await deriveChild(app, parent, { rateLimitPerMinute: 1 });
      expect(await until429(child.api, 5)).toBe(1);
      expect(await until429(parent.api, 5)).toBe(5);
    });
  });

  describe('when its parent changes while its request waits', () => {
    it.each<[string, (id: string) => string]>([
      ['its parent is revoked', () => 'UPDATE tokens SET revoked_at = now() WHERE id = $1'],
      ['all are ended', () => 'UPDATE tokens SET child_epoch = child_epoch + 1 WHERE id = $1'],
      [
        'its secret is retired',
        () => `UPDATE token_secrets SET retires_at = now() WHERE token_id = $1`,
      ],
      ['it is deleted', () => 'DELETE FROM child_tokens WHERE parent_id = $1'],
    ])('is refused: %s', async (_what, change) => {
      const child = await deriveChild(app, parent);
      expect((await child.api.get(SESSION)).status).toBe(200);
      const answer = await whileHeld(
        app,
        (runner) => lockUser(runner.manager, owner.id),
        () => child.api.delete('/api/tokens/self'),
        (runner) => runner.query(change(parent.id), [parent.id]),
      );
      expect([answer.status, answer.body.code]).toEqual([401, 'invalid_token']);
    });
  });
});
