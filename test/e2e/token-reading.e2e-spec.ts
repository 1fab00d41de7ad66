import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeamAssistant } from '../factories/team-assistant.factory.js';
import { createToken, createTokens } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Api } from '../support/api.js';
import { TestApp } from '../support/test-app.js';

const UNKNOWN_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';

describe('reading a token', () => {
  let app: TestApp;
  let owner: TestUser;
  let editor: TestUser;
  let viewer: TestUser;
  let assistant: TestAssistant;
  let token: TestToken;
  let path: string;

  beforeAll(async () => {
    app = await TestApp.start({ env: { TRUST_PROXY: 'loopback' } });
    ({ owner, editor, viewer, assistant } = await createTeamAssistant(app));
    token = await createToken(app, { owner, assistant });
    path = `/api/tokens/${token.id}`;
  });

  afterAll(() => app.close());

  describe('when the caller must not know that it exists', () => {
    it.each<[string, () => Promise<Api> | Api]>([
      ['a viewer of the assistant', () => viewer.api],
      ['a user who may not see the assistant', async () => (await createUser(app)).api],
      ['a personal token of a viewer', async () => (await createToken(app, { owner: viewer })).api],
    ])('does not find it: %s', async (_name, apiOf) => {
      const api = await apiOf();
      const unknown = await api.get(`/api/tokens/${UNKNOWN_ID}`);

      const answer = await api.get(path);

      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
      expect({ ...answer.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
    });

    it('does not find the personal token of another user', async () => {
      const personal = await createToken(app, { owner });

      expect((await editor.api.get(`/api/tokens/${personal.id}`)).status).toBe(404);
    });

    it.each([
      ['of a writer of the same assistant', () => ({ owner: editor, assistant })],
      ['of the same owner and assistant', () => ({ owner, assistant })],
    ])('refuses another assistant token %s, whether it exists or not', async (_name, optionsOf) => {
      const other = await createToken(app, optionsOf());

      for (const id of [token.id, UNKNOWN_ID, 'nonsense']) {
        expect(await other.api.get(`/api/tokens/${id}`)).toMatchObject({
          status: 403,
          body: { code: 'insufficient_scope' },
        });
      }
    });

    it('refuses a request without a credential', async () => {
      expect((await app.api.get(path)).status).toBe(401);
    });

    it.each(['nonsense', UNKNOWN_ID, 'self', '%00', '..%2Fself'])(
      'finds nothing for a session: %s',
      async (ref) => {
        expect([400, 404]).toContain((await owner.api.get(`/api/tokens/${ref}`)).status);
      },
    );
  });

  describe('when the caller may read it', () => {
    it.each<[string, () => Promise<Api> | Api]>([
      ['its owner', () => owner.api],
      ['a personal token of its owner', async () => (await createToken(app, { owner })).api],
      ['another writer of the assistant', () => editor.api],
      ['an admin', async () => (await createAdmin(app)).api],
      ['itself', () => token.api],
    ])('shows it to %s', async (_name, apiOf) => {
      const api = await apiOf();

      const answer = await api.get(path);

      expect(answer).toMatchObject({
        status: 200,
        body: { id: token.id, username: owner.username, _links: { self: { href: path } } },
      });
    });

    it('shows a personal token to its owner, to itself and to an admin', async () => {
      const personal = await createToken(app, { owner });
      const admin = await createAdmin(app);

      for (const api of [owner.api, personal.api, admin.api]) {
        expect((await api.get(`/api/tokens/${personal.id}`)).status).toBe(200);
      }
    });

    it.each([
      ['self', () => 'self'],
      ['its id', () => token.id],
      ['its id in upper case', () => token.id.toUpperCase()],
    ])('uses the id from the request in its links: %s', async (_name, refOf) => {
      const answer = await token.api.get(`/api/tokens/${refOf()}`);

      expect(answer).toMatchObject({
        status: 200,
        body: {
          id: token.id,
          _links: {
            self: { href: `/api/tokens/${refOf()}` },
            'inf:rotate': { href: `/api/tokens/${refOf()}/_rotate` },
            'inf:usage': { href: `/api/tokens/${refOf()}/usage` },
            'inf:assistant': { href: `/api/assistants/${assistant.naturalId}` },
          },
        },
      });
    });

    it('has every documented field', async () => {
      const answer = await owner.api.get(path);

      expect(answer.body).toEqual({
        id: token.id,
        assistantId: assistant.naturalId,
        username: owner.username,
        type: 'assistant',
        status: 'active',
        statusReason: null,
        name: 'Unnamed token',
        tags: [],
        notes: '',
        token: `${token.secret.slice(0, 10)}…`,
        readOnly: false,
        restrict: null,
        cidr: null,
        host: null,
        rateLimitPerMinute: null,
        onReuse: 'alert',
        data: {},
        createdAt: expect.any(String),
        expiresAt: null,
        lastUsedAt: null,
        lastUsedAddress: null,
        pausedAt: null,
        pausedReason: null,
        pausesAt: null,
        policyViolations: [],
        revokedAt: null,
        reusedAt: null,
        leakedAt: null,
        secretVersion: 1,
        secrets: [
          {
            version: 1,
            createdAt: answer.body.createdAt,
            retiresAt: null,
            retiredAt: null,
            lastUsedAt: null,
            lastUsedAddress: null,
            leakedAt: null,
          },
        ],
        _links: {
          curies: [{ name: 'inf', href: '/api/rels/{rel}', templated: true }],
          self: { href: path },
          'inf:assistant': { href: `/api/assistants/${assistant.naturalId}` },
          edit: { href: path },
          'inf:revoke': { href: path },
          'inf:usage': { href: `${path}/usage` },
          'inf:budget': { href: `${path}/budget` },
          'inf:explain': { href: `${path}/_explain` },
          'inf:pause': { href: `${path}/_pause` },
          'inf:rotate': { href: `${path}/_rotate` },
          'inf:transfer': { href: '/api/tokens/_transfer' },
          'inf:children': { href: `${path}/children` },
          'inf:revoke-children': { href: `${path}/children` },
        },
      });
    });

    it('shows when it expired or was revoked, and then has no link to rotate it', async () => {
      const past = new Date(app.clock.now().getTime() - 1_000);
      const expired = await createToken(app, { owner, columns: { expiresAt: past } });
      const revoked = await createToken(app, { owner, columns: { revokedAt: past } });

      const answers = [
        await owner.api.get(`/api/tokens/${expired.id}`),
        await owner.api.get(`/api/tokens/${revoked.id}`),
      ];

      expect(answers[0]?.body).toMatchObject({
        status: 'expired',
        expiresAt: past.toISOString(),
        revokedAt: null,
      });
      expect(answers[1]?.body).toMatchObject({ status: 'revoked', revokedAt: past.toISOString() });
      for (const { body } of answers) expect(body._links).not.toHaveProperty('inf:rotate');
    });

    it('follows a new slug of its assistant', async () => {
      const renamed = await createAssistant(app, { ownerId: owner.username });
      const own = await createToken(app, { owner, assistant: renamed });
      await owner.api.patch(`/api/assistants/${renamed.id}`, { slug: 'renamed' });

      const answer = await own.api.get('/api/tokens/self');

      expect(answer.body.assistantId).toBe(`${owner.username}:renamed`);
    });
  });
});

describe('the last use of a token', () => {
  let app: TestApp;
  let owner: TestUser;

  beforeAll(async () => {
    app = await TestApp.start({ env: { TRUST_PROXY: 'loopback' } });
    owner = await createUser(app);
  });

  afterAll(() => app.close());

  const from = (api: Api, address: string) => api.with({ 'X-Forwarded-For': address });

  async function storedUses(of: TestApp, ids: string[]): Promise<unknown[]> {
    return of.dataSource.query(
      `SELECT last_used_at IS NOT NULL AS used, last_used_address AS address
       FROM token_secrets WHERE token_id = ANY($1) ORDER BY token_id, version`,
      [ids],
    );
  }

  it('is written in the background', async () => {
    const token = await createToken(app, { owner });
    await app.flushLastUses();

    expect((await from(token.api, '203.0.113.7').get('/api/tokens/self')).status).toBe(200);
    await app.flushLastUses();
    const read = await owner.api.get(`/api/tokens/${token.id}`);

    expect(read.body.lastUsedAddress).toBe('203.0.113.7');
    expect(read.body.secrets[0].lastUsedAddress).toBe('203.0.113.7');
    expect(read.body.lastUsedAt).toBe(read.body.secrets[0].lastUsedAt);
    expect(Math.abs(Date.parse(read.body.lastUsedAt) - app.clock.now().getTime())).toBeLessThan(
      60_000,
    );
  });

  it('is written for a hundred requests in a few statements', async () => {
    const tokens = await createTokens(app, 5, { owner });
    const query = jest.spyOn(app.dataSource, 'query');

    for (const { api } of tokens) {
      await Promise.all(Array.from({ length: 20 }, () => api.get('/api/auth/session')));
    }
    await app.flushLastUses();

    // One. The timer of the recorder may have added some.
    const writes = query.mock.calls.filter(([sql]) => sql.startsWith('UPDATE token_secrets'));
    expect(writes.length).toBeGreaterThan(0);
    expect(writes.length).toBeLessThan(10);
    query.mockRestore();
    expect(
      await storedUses(
        app,
        tokens.map(({ id }) => id),
      ),
    ).toEqual(tokens.map(() => ({ used: true, address: '127.0.0.1' })));
  });

  it('is the latest one', async () => {
    const token = await createToken(app, { owner });

    await from(token.api, '203.0.113.1').get('/api/auth/session');
    await app.flushLastUses();
    app.clock.advance({ seconds: 60 });
    await from(token.api, '203.0.113.2').get('/api/auth/session');
    await from(token.api, '2001:DB8::1').get('/api/auth/session');
    await app.flushLastUses();

    const read = await owner.api.get(`/api/tokens/${token.id}`);
    expect(read.body.lastUsedAddress).toBe('2001:db8::1');
    expect(Date.parse(read.body.lastUsedAt)).toBeGreaterThan(Date.now() + 30_000);
  });

  it('writes an IPv4-mapped address as IPv4', async () => {
    const token = await createToken(app, { owner });

    await from(token.api, '::ffff:203.0.113.9').get('/api/auth/session');
    await app.flushLastUses();

    const read = await owner.api.get(`/api/tokens/${token.id}`);
    expect(read.body.lastUsedAddress).toBe('203.0.113.9');
  });

  it('is stored per secret', async () => {
    const token = await createToken(app, { owner });
    const rotated = await owner.api.post(`/api/tokens/${token.id}/_rotate`, {
      overlapSeconds: 600,
    });
    const renewed = app.api.as(rotated.body.token);

    await from(renewed, '203.0.113.2').get('/api/auth/session');
    app.clock.advance({ seconds: 60 });
    await from(token.api, '203.0.113.1').get('/api/auth/session');
    await app.flushLastUses();

    const { body } = await owner.api.get(`/api/tokens/${token.id}`);
    expect(body.secrets).toMatchObject([
      { version: 2, lastUsedAddress: '203.0.113.2' },
      { version: 1, lastUsedAddress: '203.0.113.1' },
    ]);
    expect(body.lastUsedAddress).toBe('203.0.113.1');
    expect(body.lastUsedAt).toBe(body.secrets[1].lastUsedAt);
    expect(Date.parse(body.secrets[1].lastUsedAt)).toBeGreaterThan(
      Date.parse(body.secrets[0].lastUsedAt),
    );
  });

  it('ignores requests whose credential was refused', async () => {
    const past = new Date(app.clock.now().getTime() - 1_000);
    const tokens = [
      await createToken(app, { owner, columns: { expiresAt: past } }),
      await createToken(app, { owner, columns: { revokedAt: past } }),
    ];

    for (const { api } of tokens) expect((await api.get('/api/auth/session')).status).toBe(401);
    await app.flushLastUses();

    expect(
      await storedUses(
        app,
        tokens.map(({ id }) => id),
      ),
    ).toEqual(tokens.map(() => ({ used: false, address: null })));
  });

  it('is written when the application closes', async () => {
    const closing = await TestApp.start({ database: app.database });
    const token = await createToken(app, { owner });

    const holder = closing.api.as(token.secret);
    expect((await holder.get('/api/auth/session')).status).toBe(200);
    await closing.close();

    expect(await storedUses(app, [token.id])).toEqual([{ used: true, address: '127.0.0.1' }]);
  });
});
