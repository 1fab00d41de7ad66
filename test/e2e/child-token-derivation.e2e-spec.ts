import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { lockUser } from '../../src/platform/database/advisory-locks.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createChat } from '../factories/chats.factory.js';
import { deriveChild } from '../factories/children.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { dumpDatabase } from '../support/database-rows.js';
import { whileHeld } from '../support/lock-waits.js';
import { CREDENTIAL_QUERY, QueryWatch } from '../support/query-watch.js';
import { expectInvalid, expectNoChange, expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const DERIVE = '/api/tokens/_derive';
const JKT = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I';
const UNKNOWN = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';
const LOOPBACK = '127.0.0.0/8,::1/128';

describe('deriving a child token', () => {
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

  const childrenOf = ({ id }: TestToken) =>
    app.dataSource.query('SELECT id FROM child_tokens WHERE parent_id = $1', [id]);

  describe('when it is refused', () => {
    it.each<[string, object, string[]]>([
      ['too short', { expiresIn: 59 }, ['expiresIn']],
      ['too long', { expiresIn: 86_401 }, ['expiresIn']],
      ['for a half second', { expiresIn: 60.5 }, ['expiresIn']],
      ['with blocks that are none', { cidr: '10.1' }, ['cidr']],
      ['with a block that has host bits', { cidr: '127.0.0.1/8' }, ['cidr']],
      ['with a limit of nothing', { rateLimitPerMinute: 0 }, ['rateLimitPerMinute']],
      ['for what is no chat', { chatId: 'x' }, ['chatId']],
      ['for what is no thumbprint', { dpopJkt: `${JKT}=` }, ['dpopJkt']],
      ['with data that is too large', { data: { a: 'x'.repeat(5_000) } }, ['data']],
      ['with a long label', { label: 'x'.repeat(201) }, ['label']],
      ['for an assistant', { assistantId: UNKNOWN, expiresIn: '60' }, ['assistantId', 'expiresIn']],
    ])('names the invalid field: %s', (_what, body, fields) =>
      expectInvalid(app, () => parent.api.post(DERIVE, body), fields),
    );

    it('refuses blocks that do not overlap with those of the parent', async () => {
      const columns = { restrict: 'cidr', cidr: LOOPBACK } as const;
      const limited = await createToken(app, { owner, assistant, columns });
      await expectInvalid(app, () => limited.api.post(DERIVE, { cidr: '10.0.0.0/8' }), ['cidr']);
    });

    it('refuses a chat that the parent does not reach', async () => {
      const other = await createToken(app, { owner, assistant });
      const chats = [
        UNKNOWN,
        (await createChat(app, { owner, assistant })).id,
        (await createChat(app, { owner, assistant, token: other })).id,
      ];
      for (const chatId of chats) {
        await expectRefused(app, () => parent.api.post(DERIVE, { chatId }), 404, 'not_found');
      }
    });

    it('reports an invalid body before an unknown chat', () =>
      expectInvalid(app, () => parent.api.post(DERIVE, { chatId: UNKNOWN, expiresIn: 1 }), [
        'expiresIn',
      ]));

    it('checks the seat before the body', async () => {
      await app.dataSource.query('DELETE FROM ai_seats WHERE user_id = $1', [owner.id]);
      await expectRefused(
        app,
        () => parent.api.post(DERIVE, { expiresIn: 1 }),
        403,
        'seat_required',
      );
    });

    it('requires that the owner can see the assistant', async () => {
      const stranger = await createUser(app);
      const { api } = await createToken(app, { owner: stranger, assistant });
      await expectRefused(app, () => api.post(DERIVE, {}), 403, 'forbidden');
    });

    it.each<[string, (id: string) => [string, unknown[]], number, string]>([
      ['the parent is revoked', (id) => revocation(id), 401, 'invalid_token'],
      [
        'the secret is retired',
        (id) => ['UPDATE token_secrets SET retires_at = now() WHERE token_id = $1', [id]],
        401,
        'invalid_token',
      ],
      [
        'the parent expires',
        (id) => ['UPDATE tokens SET expires_at = now() WHERE id = $1', [id]],
        401,
        'invalid_token',
      ],
      ['the parent goes', (id) => ['DELETE FROM tokens WHERE id = $1', [id]], 401, 'invalid_token'],
      [
        'the owner is disabled',
        () => ['UPDATE users SET disabled = true WHERE id = $1', [owner.id]],
        401,
        'invalid_token',
      ],
      [
        'the seat is taken',
        () => ['DELETE FROM ai_seats WHERE user_id = $1', [owner.id]],
        403,
        'forbidden',
      ],
    ])('checks the rights again after it has waited: %s', async (_what, change, status, code) => {
      let before = '';
      const answer = await whileHeld(
        app,
        (runner) => lockUser(runner.manager, owner.id),
        () => parent.api.post(DERIVE, {}),
        async (runner) => {
          await runner.query(...change(parent.id));
          before = await dumpDatabase({ dataSource: runner });
        },
      );
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect(await dumpDatabase(app)).toBe(before);
    });

    it('is refused if the chat is deleted in the meantime', async () => {
      const chatId = (await createChat(app, { owner, assistant, token: parent })).id;
      const answer = await whileHeld(
        app,
        (runner) => runner.query('DELETE FROM chats WHERE id = $1', [chatId]),
        () => parent.api.post(DERIVE, { chatId }),
        () => Promise.resolve(),
      );
      expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
      expect(await childrenOf(parent)).toEqual([]);
    });
  });

  describe('when it is made', () => {
    it('returns the value once, with the properties of the token', async () => {
      const now = app.clock.now().getTime();
      const answer = await parent.api.post(DERIVE, { label: 'Phone', data: { a: 1 } });
      expect(answer.status).toBe(201);
      expect(answer.headers.get('Cache-Control')).toBe('no-store');
      const { body } = answer;
      const path = `/api/tokens/${body.id}`;
      expect(answer.headers.get('Location')).toBe(path);
      expect(body).toEqual({
        id: expect.any(String),
        parentId: parent.id,
        type: 'child',
        assistantId: assistant.naturalId,
        username: owner.username,
        label: 'Phone',
        token: expect.stringMatching(/^i5c_[0-9A-Za-z]{42}$/),
        readOnly: false,
        cidr: null,
        host: null,
        rateLimitPerMinute: null,
        chatId: null,
        dpopJkt: null,
        data: { a: 1 },
        status: 'active',
        statusReason: null,
        createdAt: expect.any(String),
        expiresAt: expect.any(String),
        revokedAt: null,
        leakedAt: null,
        lastUsedAt: null,
        lastUsedAddress: null,
        _links: {
          curies: [expect.anything()],
          self: { href: path },
          'inf:revoke': { href: path },
          'inf:parent': { href: `/api/tokens/${parent.id}` },
          'inf:assistant': { href: `/api/assistants/${assistant.naturalId}` },
        },
      });
      const lifetime = new Date(body.expiresAt).getTime() - now;
      expect(lifetime).toBeGreaterThanOrEqual(3_600_000);
      const shown = { ...body, token: `${body.token.slice(0, 10)}…` };
      expect((await parent.api.get(path)).body).toEqual(shown);
      const explained = { 'inf:explain': { href: `${path}/_explain` } };
      expect((await owner.api.get(path)).body).toEqual({
        ...shown,
        _links: { ...body._links, ...explained },
      });
      const child = app.api.as(body.token);
      expect((await child.get('/api/tokens/self')).body).toMatchObject({
        id: body.id,
        token: shown.token,
        _links: { self: { href: '/api/tokens/self' } },
      });
      expect(await dumpDatabase(app)).not.toContain(body.token);
    });

    it('can never do more than its parent', async () => {
      const chatParent = await createToken(app, {
        owner,
        assistant,
        columns: {
          restrict: 'cidr',
          cidr: '127.0.0.0/8,::1/128,10.0.0.0/8',
          rateLimitPerMinute: 100,
          expiresAt: new Date(app.clock.now().getTime() + 90_000),
        },
      });
      const { body } = await chatParent.api.post(DERIVE, {
        expiresIn: 3_600,
        cidr: '127.0.0.0/16, 10.1.0.0/16, 192.168.0.0/16, ::/0',
        rateLimitPerMinute: 1_000,
      });
      expect(body).toMatchObject({
        cidr: '127.0.0.0/16,10.1.0.0/16,::1/128',
        rateLimitPerMinute: 100,
      });
      const { body: above } = await chatParent.api.get('/api/tokens/self');
      expect(body.expiresAt).toBe(above.expiresAt);
    });

    it('has the host of its parent', async () => {
      const columns = { restrict: 'host', host: 'app.example.com' } as const;
      const limited = await createToken(app, { owner, assistant, columns });
      const inApp = limited.api.with({ Origin: 'https://app.example.com' });
      const { body } = await inApp.post(DERIVE, { cidr: LOOPBACK });
      expect(body).toMatchObject({ host: 'app.example.com', cidr: LOOPBACK });
      const child = app.api.as(body.token);
      const path = '/api/auth/session';
      expect((await child.get(path)).body.code).toBe('origin_not_allowed');
      expect(
        (await child.get(path, { headers: { Origin: 'https://app.example.com' } })).status,
      ).toBe(200);
    });

    it('has its own addresses', async () => {
      const child = await deriveChild(app, parent, { cidr: '10.0.0.0/8' });
      expect((await child.api.get('/api/auth/session')).body.code).toBe('address_not_allowed');
    });

    it('follows a parent that is tightened by hand in the database', async () => {
      const child = await deriveChild(app, parent, { cidr: `${LOOPBACK},10.0.0.0/8` });
      const change = async (set: string) => {
        await app.dataSource.query(`UPDATE tokens SET ${set} WHERE id = $1`, [parent.id]);
        await app.caughtUp();
        return child.api.get('/api/auth/session');
      };
      expect((await change(`restrict = 'cidr', cidr = '10.0.0.0/8'`)).body.code).toBe(
        'address_not_allowed',
      );
      expect((await change(`cidr = '192.168.0.0/16'`)).status).toBe(401);
      expect((await change(`restrict = NULL, cidr = NULL, read_only = true`)).body).toMatchObject({
        readOnly: true,
      });
      expect((await child.api.get('/api/tokens/self')).body.readOnly).toBe(true);
    });

    it('is bound to one chat of its parent', async () => {
      const chatId = (await createChat(app, { owner, assistant, token: parent })).id;
      const child = await deriveChild(app, parent, { chatId: chatId.toUpperCase() });
      expect((await child.api.get('/api/tokens/self')).body.chatId).toBe(chatId);
      expect((await child.api.get(`/api/assistants/${assistant.id}`)).body.code).toBe(
        'insufficient_scope',
      );
      expect((await child.api.get('/api/auth/verify')).body.code).toBe('insufficient_scope');
      const { body } = await child.api.get('/api/auth/session');
      expect(body._links).not.toHaveProperty('inf:assistant');
      await app.dataSource.query('DELETE FROM chats WHERE id = $1', [chatId]);
      await app.caughtUp();
      expect((await child.api.get('/api/auth/session')).status).toBe(401);
    });

    it('is not a bearer token if it is bound to a key', async () => {
      const child = await deriveChild(app, parent, { dpopJkt: JKT });
      await expectRefused(app, () => child.api.get('/api/auth/session'), 401, 'invalid_token');
      const { body } = await parent.api.get(`/api/tokens/${child.id}`);
      expect(body).toMatchObject({ dpopJkt: JKT, status: 'active' });
    });

    it('uses one statement, which writes only the child', async () => {
      const queries = new QueryWatch(app);
      await parent.api.get('/api/auth/session');
      const before = (await dumpDatabase(app)).split('\n');
      const statements = await queries.during(() => parent.api.post(DERIVE, {}));
      // A slow machine may have to look the credential up again.
      const own = statements.filter((text) => !CREDENTIAL_QUERY.test(text));
      expect(own).toEqual([expect.stringContaining('INSERT INTO child_tokens')]);
      const added = (await dumpDatabase(app)).split('\n').filter((row) => !before.includes(row));
      expect(added).toEqual([expect.stringMatching(/^child_tokens /)]);
    });

    it('is missing from all lists and totals of tokens', async () => {
      const lists = ['/api/tokens', `/api/assistants/${assistant.id}/tokens`];
      const totals = () =>
        Promise.all(lists.map(async (path) => (await owner.api.get(path)).body.total as number));
      const before = await totals();
      await deriveChild(app, parent);
      expect(await totals()).toEqual(before);
    });
  });

  it('is refused to a child token', async () => {
    const child = await deriveChild(app, parent);
    await expectRefused(app, () => child.api.post(DERIVE, {}), 403, 'insufficient_scope');
  });

  it('does not block a rotation of the parent, however many are derived', async () => {
    const state = { rotated: false };
    const made: Promise<Answer>[] = [];
    const flood = async () => {
      while (!state.rotated) {
        const answer = parent.api.post(DERIVE, {});
        made.push(answer);
        await answer;
      }
    };
    const floods = Promise.all(Array.from({ length: 4 }, flood));
    const answer = await owner.api.post(`/api/tokens/${parent.id}/_rotate`, {});
    state.rotated = true;
    await floods;
    expect(answer.status).toBe(200);
    const children = await Promise.all(made);
    for (const { status, body } of children) {
      expect([201, 401]).toContain(status);
      if (status === 201)
        expect((await app.api.as(body.token).get('/api/auth/session')).status).toBe(401);
    }
  });

  it('reveals nothing to an assistant token about tokens that are not its children', async () => {
    const other = await createToken(app, { owner, assistant });
    const cousin = await deriveChild(app, other);
    for (const id of [UNKNOWN, other.id, cousin.id]) {
      for (const method of ['GET', 'DELETE']) {
        const answer = await expectNoChange(app, () =>
          parent.api.call(method, `/api/tokens/${id}`),
        );
        expect([answer.status, answer.body.code]).toEqual([403, 'insufficient_scope']);
      }
    }
  });
});

function revocation(id: string): [string, unknown[]] {
  return [`UPDATE tokens SET revoked_at = now() WHERE id = $1`, [id]];
}
