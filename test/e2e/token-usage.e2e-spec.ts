import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RetentionService } from '../../src/tokens/retention/retention.service.js';
import { createAssistant } from '../factories/assistants.factory.js';
import { createTeamAssistant } from '../factories/team-assistant.factory.js';
import type { TeamAssistant } from '../factories/team-assistant.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createSession, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Api } from '../support/api.js';
import { startAppForTest } from '../support/app-for-test.js';
import { TestApp } from '../support/test-app.js';

const UNKNOWN_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';
const NO_USE = {
  accepted: 0,
  refused: 0,
  rateLimited: 0,
  inputTokens: 0,
  outputTokens: 0,
  estimatedTokens: 0,
  unpricedTokens: 0,
  cost: null,
};

function today({ clock }: TestApp): string {
  return clock.now().toISOString().slice(0, 10);
}

async function use(api: Api, times: number, path = '/api/auth/session'): Promise<number[]> {
  const answers = await Promise.all(Array.from({ length: times }, () => api.get(path)));
  return [...new Set(answers.map(({ status }) => status))];
}

describe('reading the usage of a token', () => {
  let app: TestApp;
  let team: TeamAssistant;
  let token: TestToken;
  let path: string;

  beforeAll(async () => {
    app = await TestApp.start();
    team = await createTeamAssistant(app);
    token = await createToken(app, { owner: team.owner, assistant: team.assistant });
    path = `/api/tokens/${token.id}/usage`;
  });

  afterAll(() => app.close());

  describe('when the caller must not know that the token exists', () => {
    it.each<[string, () => Promise<Api> | Api]>([
      ['a viewer of the assistant', () => team.viewer.api],
      ['a user who may not see the assistant', async () => (await createUser(app)).api],
      [
        'a personal token of a viewer',
        async () => (await createToken(app, { owner: team.viewer })).api,
      ],
    ])('finds nothing: %s', async (_name, apiOf) => {
      const api = await apiOf();
      const unknown = await api.get(`/api/tokens/${UNKNOWN_ID}/usage`);

      const answer = await api.get(path);

      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
      expect({ ...answer.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
    });

    it('refuses another token of the same assistant, whether it exists or not', async () => {
      const other = await createToken(app, { owner: team.owner, assistant: team.assistant });

      for (const id of [token.id, UNKNOWN_ID, 'nonsense']) {
        expect(await other.api.get(`/api/tokens/${id}/usage`)).toMatchObject({
          status: 403,
          body: { code: 'insufficient_scope' },
        });
      }
    });

    it('refuses a request without a credential', async () => {
      expect((await app.api.get(path)).status).toBe(401);
    });

    it('finds no token in a session', async () => {
      expect((await team.owner.api.get('/api/tokens/self/usage')).status).toBe(404);
    });
  });

  describe('when the days are invalid', () => {
    it.each([
      ['from=yesterday', ['from must be a day from 1970 on, such as 2026-11-24']],
      ['from=2026-02-30', ['from must be a day from 1970 on, such as 2026-11-24']],
      ['to=0000-01-01', ['to must be a day from 1970 on, such as 2026-11-24']],
      ['to=20000', ['to must be a day from 1970 on, such as 2026-11-24']],
      ['from=', ['from must be a day from 1970 on, such as 2026-11-24']],
      [
        'from=2026-11-24T00:00:00Z&to=x',
        [
          'from must be a day from 1970 on, such as 2026-11-24',
          'to must be a day from 1970 on, such as 2026-11-24',
        ],
      ],
      [
        'from=2026-01-01&from=2026-01-02&to=2026-01-03',
        ['from must be a day from 1970 on, such as 2026-11-24'],
      ],
      ['from=2026-11-25&to=2026-11-24', ['from must not be after to']],
      ['from=9999-12-31', ['from must not be after to']],
      ['from=2024-01-01&to=2025-01-01', ['from must be at most 366 days before the end']],
      ['from=1970-01-01&to=9999-12-31', ['from must be at most 366 days before the end']],
      ['days=7', ['days is not a known property']],
    ])('says so: %s', async (query, messages) => {
      const answer = await team.owner.api.get(`${path}?${query}`);

      expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
      expect(answer.body.details.map(({ message }: { message: string }) => message)).toEqual(
        messages,
      );
    });

    it('reports it before an unknown token', async () => {
      const answer = await team.viewer.api.get(`${path}?from=2026-11-25&to=2026-11-24`);

      expect(answer.status).toBe(400);
    });
  });

  describe('when the caller may read it', () => {
    it.each<[string, () => Promise<Api> | Api]>([
      ['its owner', () => team.owner.api],
      [
        'a personal token of its owner',
        async () => (await createToken(app, { owner: team.owner })).api,
      ],
      ['another writer of the assistant', () => team.editor.api],
      ['an admin', async () => (await createAdmin(app)).api],
      ['itself', () => token.api],
    ])('shows it to %s', async (_name, apiOf) => {
      const answer = await (await apiOf()).get(path);

      expect(answer).toMatchObject({ status: 200, body: { tokenId: token.id } });
    });

    it('shows it to a read-only token, and for a revoked token', async () => {
      const readOnly = await createToken(app, { ...team, columns: { readOnly: true } });
      expect((await readOnly.api.get('/api/tokens/self/usage')).status).toBe(200);

      await team.owner.api.delete(`/api/tokens/${readOnly.id}`);

      const answer = await team.owner.api.get(`/api/tokens/${readOnly.id}/usage`);
      expect(answer.status).toBe(200);
    });

    it('has every one of the last thirty days, including days without usage', async () => {
      const unused = await createToken(app, team);

      const { body } = await team.owner.api.get(`/api/tokens/${unused.id}/usage`);

      const start = new Date(app.clock.now().getTime() - 29 * 86_400_000);
      expect(body).toEqual({
        tokenId: unused.id,
        from: start.toISOString().slice(0, 10),
        to: today(app),
        currency: null,
        totals: NO_USE,
        days: expect.any(Array),
        _links: {
          self: { href: `/api/tokens/${unused.id}/usage` },
          'inf:token': { href: `/api/tokens/${unused.id}` },
          curies: [{ name: 'inf', href: '/api/rels/{rel}', templated: true }],
        },
      });
      expect(body.days).toHaveLength(30);
      expect(body.days[0]).toEqual({ day: body.from, ...NO_USE });
      expect(body.days.at(-1)).toEqual({ day: body.to, ...NO_USE });
    });

    it('has every day of the longest allowed period, across a leap day', async () => {
      const { body } = await team.owner.api.get(`${path}?from=2027-03-02&to=2028-03-01`);

      expect(body.days).toHaveLength(366);
      expect(body.days.at(-2).day).toBe('2028-02-29');
      expect(body._links.self.href).toBe(`${path}?from=2027-03-02&to=2028-03-01`);
    });

    it('uses the id from the request in its links', async () => {
      const { body } = await token.api.get('/api/tokens/self/usage?to=1970-01-01');

      expect(body).toMatchObject({ from: '1969-12-03', to: '1970-01-01', tokenId: token.id });
      expect(body._links).toMatchObject({
        self: { href: '/api/tokens/self/usage?to=1970-01-01' },
        'inf:token': { href: '/api/tokens/self' },
      });
    });
  });
});

describe('a request that counts as usage', () => {
  let app: TestApp;
  let owner: TestUser;
  let token: TestToken;

  beforeAll(async () => {
    app = await TestApp.start({ env: { TRUST_PROXY: 'loopback' } });
    owner = await createUser(app);
  });

  afterAll(() => app.close());

  beforeEach(async () => {
    const assistant = await createAssistant(app, { ownerId: owner.username });
    token = await createToken(app, { owner, assistant });
  });

  async function usageOf({ id }: { id: string }, query = '') {
    await app.flushUsage();
    return (await owner.api.get(`/api/tokens/${id}/usage${query}`)).body;
  }

  async function rowsIn(table: string): Promise<number> {
    const [row] = await app.dataSource.query<[{ count: number }]>(
      `SELECT count(*)::int AS count FROM ${table}`,
    );
    return row.count;
  }

  it('is not a request whose value is expired, revoked or unknown', async () => {
    const past = new Date(app.clock.now().getTime() - 1_000);
    const tokens = [
      await createToken(app, { owner, columns: { expiresAt: past } }),
      await createToken(app, { owner, columns: { revokedAt: past } }),
    ];
    for (const { api } of tokens) expect(await use(api, 3)).toEqual([401]);

    for (const ended of tokens) expect((await usageOf(ended)).totals).toEqual(NO_USE);
  });

  it('is no request with a session, without a credential, or with two', async () => {
    await app.flushUsage();
    const before = await rowsIn('token_usage');
    expect(await use(owner.api, 2)).toEqual([200]);
    expect(await use(app.api, 2)).toEqual([401]);
    const both = token.api.with({ Cookie: `assistant-tokens=${owner.session}` });
    expect(await use(both, 2)).toEqual([400]);

    await app.flushUsage();

    expect(await rowsIn('token_usage')).toBe(before);
  });

  it('is refused if the token does not reach the resource or is restricted', async () => {
    const restricted = await createToken(app, {
      owner,
      columns: { restrict: 'cidr', cidr: '203.0.113.0/24' },
    });
    expect(await use(token.api, 2, '/api/users')).toEqual([403]);
    expect(await use(restricted.api, 3)).toEqual([403]);
    const inside = restricted.api.with({ 'X-Forwarded-For': '203.0.113.7' });
    expect(await use(inside, 4)).toEqual([200]);

    expect((await usageOf(token)).totals).toEqual({ ...NO_USE, refused: 2 });
    expect((await usageOf(restricted)).totals).toEqual({ ...NO_USE, accepted: 4, refused: 3 });
  });

  it('is accepted if the token was accepted, even if the request then fails', async () => {
    const personal = await createToken(app, { owner });
    expect(await use(personal.api, 2, '/api/tokens?limit=nonsense')).toEqual([400]);
    expect(await use(personal.api, 3, `/api/tokens/${UNKNOWN_ID}`)).toEqual([404]);
    expect(await use(personal.api, 1, '/api/tokens')).toEqual([200]);

    expect((await usageOf(personal)).totals).toEqual({ ...NO_USE, accepted: 6 });
  });

  it('is rate-limited if the token was used too often', async () => {
    const limited = await createToken(app, { owner, columns: { rateLimitPerMinute: 2 } });
    expect(await use(limited.api, 2)).toEqual([200]);
    expect(await use(limited.api, 3)).toEqual([429]);

    expect((await usageOf(limited)).totals).toEqual({ ...NO_USE, accepted: 2, rateLimited: 3 });
  });

  it('includes the request that revokes the token, and none after it', async () => {
    expect((await token.api.delete('/api/tokens/self')).status).toBe(204);
    expect(await use(token.api, 2)).toEqual([401]);

    expect((await usageOf(token)).totals).toEqual({ ...NO_USE, accepted: 1 });
  });

  it('continues under the same id when the token is rotated', async () => {
    await use(token.api, 2);
    const { body } = await owner.api.post(`/api/tokens/${token.id}/_rotate`, {});
    await use(app.api.as(body.token), 3);

    expect((await usageOf(token)).totals.accepted).toBe(5);
  });

  it('belongs to the UTC day on which the request ended', async () => {
    const days = await startAppForTest({ database: app.database });
    const api = days.api.as(token.secret);
    const first = today(days);
    await use(api, 2);
    days.clock.advance({ days: 1 });
    const second = today(days);
    await use(api, 3);
    await days.flushUsage();

    const body = await usageOf(token, `?from=${first}&to=${second}`);

    expect(body.days).toEqual([
      { day: first, ...NO_USE, accepted: 2 },
      { day: second, ...NO_USE, accepted: 3 },
    ]);
    expect(body.totals.accepted).toBe(5);
    const one = await usageOf(token, `?from=${second}&to=${second}`);
    expect(one.totals.accepted).toBe(3);
  });

  it('is written when the application closes', async () => {
    const closing = await TestApp.start({ database: app.database });
    await use(closing.api.as(token.secret), 3);
    await closing.close();

    expect((await usageOf(token)).totals.accepted).toBe(3);
  });

  it('is deleted with its token', async () => {
    await use(token.api, 1);
    await app.flushUsage();
    const before = await rowsIn('token_usage');

    await app.dataSource.query('DELETE FROM tokens WHERE id = $1', [token.id]);

    expect(await rowsIn('token_usage')).toBe(before - 1);
  });

  it('is deleted after 400 days', async () => {
    const sweeping = await startAppForTest({ database: app.database });
    const sweep = () => sweeping.nest.get(RetentionService).sweep();
    const day = today(app);
    const used = async () =>
      (await usageOf(token, `?from=${day}&to=${day}`)).totals.accepted as number;
    await use(token.api, 1);
    expect(await used()).toBe(1);
    expect(await rowsIn('usage_batches')).toBeGreaterThan(0);

    sweeping.clock.advance({ days: 8 });
    await sweep();
    expect(await rowsIn('usage_batches')).toBe(0);

    const session = await createSession(app, owner.id, 1_000 * 86_400_000);
    owner = { ...owner, session, api: app.api.as(session) };
    sweeping.clock.advance({ days: 392 });
    await sweep();
    expect(await used()).toBe(1);

    sweeping.clock.advance({ days: 1 });
    await sweep();
    expect(await used()).toBe(0);
  });
});
