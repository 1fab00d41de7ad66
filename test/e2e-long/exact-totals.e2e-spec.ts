import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { EntityManager } from 'typeorm';
import { TokenCounts1764100050000 } from '../../migrations/1764100050000-TokenCounts.js';
import { RetentionService } from '../../src/tokens/retention/retention.service.js';
import { statusOf } from '../../src/admission/credentials/token-status.js';
import { Token } from '../../src/tokens/token.entity.js';
import type { TokenStatus } from '../../src/admission/credentials/token.types.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken, createTokens } from '../factories/tokens.factory.js';
import { createAdmin, createSession, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Api } from '../support/api.js';
import { startAppForTest } from '../support/app-for-test.js';
import { TestApp } from '../support/test-app.js';

const STATUSES: TokenStatus[] = ['active', 'expired', 'revoked'];
const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;
const YEARS_MS = 3 * 365 * DAY_MS;

/** Differences between the maintained and the counted totals, in one snapshot. */
const DIFFERENCES = `
  SELECT scope, ends_on::text, sum(tokens) AS difference FROM (
    SELECT scope, ends_on, tokens FROM token_counts
    UNION ALL
    SELECT scope, ends_on, tokens FROM token_count_notes
    UNION ALL
    SELECT coalesce(assistant_id, user_id, '00000000-0000-0000-0000-000000000000'),
      CASE WHEN revoked_at IS NOT NULL THEN '-infinity'
        ELSE coalesce((expires_at AT TIME ZONE 'UTC')::date, 'infinity') END,
      -1
    FROM tokens
  ) counted
  GROUP BY scope, ends_on HAVING sum(tokens) <> 0`;

describe('the total of tokens', () => {
  let app: TestApp;
  let admin: TestUser;

  beforeAll(async () => {
    app = await TestApp.start();
    const user = await createAdmin(app, { username: 'admin' });
    const session = await createSession(app, user.id, YEARS_MS);
    admin = { ...user, session, api: app.api.as(session) };
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    expect(await app.dataSource.query(DIFFERENCES)).toEqual([]);
  });

  afterAll(() => app.close());

  const newAssistant = () => createAssistant(app, { ownerId: 'admin' });

  async function totalOf({ id }: TestAssistant, status: TokenStatus, api = admin.api) {
    const { body } = await api.get(`/api/assistants/${id}/tokens?status=${status}&limit=1`);
    return body.total as number;
  }

  const totalsOf = async (assistant: TestAssistant) =>
    Object.fromEntries(
      await Promise.all(STATUSES.map(async (status) => [status, await totalOf(assistant, status)])),
    ) as Record<TokenStatus, number>;

  const countOf = async (table: string) => {
    const [row] = await app.dataSource.query<[{ count: number }]>(
      `SELECT count(*)::int AS count FROM ${table}`,
    );
    return row.count;
  };

  describe('when time passes', () => {
    const at = (moment: number) => jest.spyOn(app.clock, 'now').mockReturnValue(new Date(moment));

    it.each([
      ['at noon', DAY_MS / 2],
      ['on the first millisecond of a day in UTC', 0],
      ['on the last one', DAY_MS - 1],
    ])('changes in the millisecond in which a token expires: %s', async (_when, offset) => {
      const expiry = (Math.floor(Date.now() / DAY_MS) + 30) * DAY_MS + offset;
      const assistant = await newAssistant();
      const add = (ms: number) =>
        createToken(app, { owner: admin, assistant, columns: { expiresAt: new Date(ms) } });
      for (const days of [-2, -1, 0, 1, 2]) await add(expiry + days * DAY_MS);
      await createToken(app, { owner: admin, assistant });

      at(expiry - 1);
      expect(await totalsOf(assistant)).toEqual({ active: 4, expired: 2, revoked: 0 });
      at(expiry);
      expect(await totalsOf(assistant)).toEqual({ active: 3, expired: 3, revoked: 0 });
      at(expiry + 1);
      expect(await totalsOf(assistant)).toEqual({ active: 3, expired: 3, revoked: 0 });
    });
  });

  describe('when a transaction that changes tokens is open', () => {
    const issue = ({ naturalId }: TestAssistant) =>
      admin.api.post('/api/tokens', { type: 'assistant', assistantId: naturalId });

    it.each([
      ['commits', 1],
      ['is rolled back', 0],
    ])('does not block others, and counts its tokens only if it %s', async (_end, added) => {
      const assistant = await newAssistant();
      expect((await issue(assistant)).status).toBe(201);
      const other = app.dataSource.createQueryRunner();
      await other.startTransaction();
      try {
        await duplicateToken(other.manager, assistant);

        expect((await issue(assistant)).status).toBe(201);
        expect(await totalOf(assistant, 'active')).toBe(2);
        expect(await countOf('token_count_notes')).toBe(1);
      } finally {
        await (added ? other.commitTransaction() : other.rollbackTransaction());
        await other.release();
      }
      expect(await totalOf(assistant, 'active')).toBe(2 + added);

      expect((await issue(assistant)).status).toBe(201);
      expect(await totalOf(assistant, 'active')).toBe(3 + added);
      expect(await countOf('token_count_notes')).toBe(0);
    });

    it('follows a rollback to a savepoint', async () => {
      const assistant = await newAssistant();
      await issue(assistant);

      await app.dataSource.transaction(async (manager) => {
        await manager.query('SAVEPOINT before');
        await manager.query('UPDATE tokens SET revoked_at = now() WHERE assistant_id = $1', [
          assistant.id,
        ]);
        await manager.query('ROLLBACK TO before');
        await duplicateToken(manager, assistant);
      });

      expect(await totalsOf(assistant)).toEqual({ active: 2, expired: 0, revoked: 0 });
    });

    it('is correct for a transaction with an old snapshot', async () => {
      const assistant = await newAssistant();
      await issue(assistant);
      await app.dataSource.transaction('REPEATABLE READ', async (manager) => {
        await manager.query('SELECT 1');
        await issue(assistant);
        await duplicateToken(manager, assistant);
      });

      expect(await totalOf(assistant, 'active')).toBe(3);
    });
  });

  describe('when somebody changes tokens with SQL', () => {
    it('follows every statement', async () => {
      const [from, to] = [await newAssistant(), await newAssistant()];
      await createTokens(app, 5, { owner: admin, assistant: from });
      const run = (statement: string, parameters: unknown[]) =>
        app.dataSource.query(statement, parameters);

      await run('UPDATE tokens SET assistant_id = $2 WHERE assistant_id = $1', [from.id, to.id]);
      expect([await totalOf(from, 'active'), await totalOf(to, 'active')]).toEqual([0, 5]);
      await run(`UPDATE tokens SET expires_at = '-infinity' WHERE assistant_id = $1`, [to.id]);
      expect(await totalsOf(to)).toEqual({ active: 0, expired: 5, revoked: 0 });
      await run(`UPDATE tokens SET expires_at = 'infinity' WHERE assistant_id = $1`, [to.id]);
      expect(await totalsOf(to)).toEqual({ active: 5, expired: 0, revoked: 0 });
      await run('DELETE FROM tokens WHERE assistant_id = $1', [to.id]);
      expect(await totalsOf(to)).toEqual({ active: 0, expired: 0, revoked: 0 });
      expect(await rowsOf(from, to)).toEqual([]);
    });

    it('follows TRUNCATE', async () => {
      const assistant = await newAssistant();
      await createTokens(app, 5, { owner: admin, assistant });

      await app.dataSource.query('TRUNCATE tokens CASCADE');

      expect(await totalOf(assistant, 'active')).toBe(0);
      expect((await admin.api.get('/api/tokens')).body.total).toBe(0);
    });

    const rowsOf = (...assistants: TestAssistant[]) =>
      app.dataSource.query('SELECT * FROM token_counts WHERE scope = ANY($1)', [
        assistants.map(({ id }) => id),
      ]);
  });

  describe('when there were tokens before the migration', () => {
    it('counts them in the migration', async () => {
      const assistant = await newAssistant();
      const runner = app.dataSource.createQueryRunner();
      await new TokenCounts1764100050000().down(runner);
      const past = new Date(app.clock.now().getTime() - SECOND_MS);
      for (const columns of [{}, { expiresAt: past }, { revokedAt: past }]) {
        await createTokens(app, 2, { owner: admin, assistant, columns });
      }

      await new TokenCounts1764100050000().up(runner);
      await runner.release();

      expect(await totalsOf(assistant)).toEqual({ active: 2, expired: 2, revoked: 2 });
    });
  });

  describe('when active tokens are few among many', () => {
    it.each(['expiresAt', 'revokedAt'] as const)('finds them, newest first: %s', async (column) => {
      const assistant = await newAssistant();
      const past = new Date(app.clock.now().getTime() - SECOND_MS);
      const future = new Date(app.clock.now().getTime() + DAY_MS);
      const active = [
        await createToken(app, { owner: admin, assistant }),
        await createToken(app, { owner: admin, assistant, columns: { expiresAt: future } }),
        await createToken(app, { owner: admin, assistant }),
      ];
      await createTokens(app, 1_200, { owner: admin, assistant, columns: { [column]: past } });
      const ended = column === 'expiresAt' ? 'expired' : 'revoked';
      const list = async (query: string) => {
        const { body } = await admin.api.get(`/api/assistants/${assistant.id}/tokens?${query}`);
        return body;
      };

      const page = await list('limit=2');
      const next = await admin.api.get(page._links.next.href);

      expect([page.total, next.body.total]).toEqual([3, 3]);
      expect(
        [page, next.body].flatMap(({ _embedded }) =>
          _embedded['inf:assistant-token'].map(({ id }: { id: string }) => id),
        ),
      ).toEqual(active.map(({ id }) => id).reverse());
      expect(await list(`status=${ended}`)).toMatchObject({ count: 30, total: 1_200 });
    });
  });

  describe('when instances write at once', () => {
    it('is exact at every moment, whatever they do', async () => {
      const second = await startAppForTest({ database: app.database });
      const apps = [app, second];
      const random = randomFrom(7);
      const pick = <T>(values: T[]): T => values[Math.floor(random() * values.length)] as T;
      const team = await createTeam(app, []);
      const assistants: TestAssistant[] = [];
      const ownersOfAll: TestUser[] = [];
      await createTokens(app, 20, { owner: admin });
      for (let i = 0; i < 3; i++) assistants.push(await createAssistant(app, { ownerId: team }));
      for (let i = 0; i < 6; i++) {
        const owner = await createUser(app);
        ownersOfAll.push(owner);
        assistants.push(await createAssistant(app, { ownerId: owner.username, shared: true }));
      }
      const adminApi = () => pick(apps).api.as(admin.session);
      const now = () => app.clock.now().getTime();
      const someExpiry = () =>
        random() < 0.3
          ? {}
          : { expiresAt: new Date(now() + 1 + Math.floor(random() * 3 * DAY_MS)).toISOString() };
      const someToken = async () => {
        const ids = await app.dataSource.query<{ id: string }[]>(
          'SELECT id FROM tokens ORDER BY id',
        );
        return `/api/tokens/${pick(ids).id}`;
      };
      const issue = (api: Api) =>
        api.post('/api/tokens', {
          type: 'assistant',
          assistantId: pick(assistants).id,
          ...someExpiry(),
        });

      const actions: (() => Promise<unknown>)[] = [
        () => issue(adminApi()),
        () => issue(adminApi()),
        () => issue(adminApi()),
        () => issue(pick(apps).api.as(pick(ownersOfAll).session)),
        () => adminApi().post('/api/tokens', { type: 'personal', ...someExpiry() }),
        async () => adminApi().delete(await someToken()),
        async () => adminApi().delete(await someToken()),
        async () => adminApi().patch(await someToken(), someExpiry()),
        async () => adminApi().post(`${await someToken()}/_rotate`, {}),
        () => inTransaction(pick(apps), pick(assistants), 'COMMIT'),
        () => inTransaction(pick(apps), pick(assistants), 'ROLLBACK'),
      ];
      const rareActions: (() => Promise<unknown>)[] = [
        () => adminApi().delete(`/api/assistants/${pick(assistants).id}`),
        () => adminApi().delete(`/api/users/${pick(ownersOfAll).username}`),
        () => pick(apps).nest.get(RetentionService).sweep(),
        () =>
          app.dataSource.query(
            'UPDATE tokens SET expires_at = expires_at - $1::interval WHERE random() < 0.1',
            ['5 hours'],
          ),
      ];

      for (let round = 0; round < 16; round++) {
        const work = [
          ...Array.from({ length: 14 }, () => pick(actions)()),
          ...(round % 3 === 2 ? [pick(rareActions)()] : []),
        ];
        const state = { working: true };
        const done = Promise.all(work).finally(() => {
          state.working = false;
        });
        while (state.working) expect(await second.dataSource.query(DIFFERENCES)).toEqual([]);
        await done;
        for (const one of apps) one.clock.advance({ seconds: Math.floor(random() * 20_000) });
        if (round % 8 === 7) for (const one of apps) one.clock.advance({ days: 30 });
        await expectTotals(assistants);
      }
      expect(await countOf('tokens')).toBeGreaterThan(20);
      expect(await countOf('audit_events')).toBeGreaterThan(80);
    });

    /** The totals of every remaining assistant, and of all tokens. */
    async function expectTotals(assistants: TestAssistant[]): Promise<void> {
      const tokens = await app.dataSource.manager.find(Token);
      const moment = app.clock.now();
      jest.spyOn(app.clock, 'now').mockReturnValue(moment);
      const expected = (assistantId: string, status: TokenStatus) =>
        tokens.filter(
          (token) => token.assistantId === assistantId && statusOf(token, moment) === status,
        ).length;
      for (const assistant of assistants) {
        const { status } = await admin.api.get(`/api/assistants/${assistant.id}`);
        if (status === 404) continue;
        const totals = await totalsOf(assistant);
        expect(totals).toEqual(
          Object.fromEntries(STATUSES.map((one) => [one, expected(assistant.id, one)])),
        );
      }
      for (const status of STATUSES) {
        const { body } = await admin.api.get(`/api/tokens?status=${status}&limit=1`);
        expect(body.total).toBe(
          tokens.filter((token) => statusOf(token, moment) === status).length,
        );
      }
      expect((await admin.api.get('/api/tokens?limit=1')).body.total).toBe(tokens.length);
      jest.restoreAllMocks();
    }
  });

  async function inTransaction(
    { dataSource }: TestApp,
    assistant: TestAssistant,
    end: 'COMMIT' | 'ROLLBACK',
  ): Promise<void> {
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    try {
      await duplicateToken(runner.manager, assistant);
      await runner.query('SELECT pg_sleep(0.005)');
      await runner.query(end);
    } finally {
      if (runner.isTransactionActive) await runner.rollbackTransaction();
      await runner.release();
    }
  }
});

/** Copies the newest token of the assistant, if it has one. */
async function duplicateToken(manager: EntityManager, { id }: TestAssistant): Promise<void> {
  await manager.query(
    `INSERT INTO tokens (id, type, user_id, username, assistant_id, hint, created_at)
     SELECT gen_random_uuid(), type, user_id, username, assistant_id, hint, created_at
     FROM tokens WHERE assistant_id = $1 AND user_id IS NOT NULL ORDER BY id DESC LIMIT 1`,
    [id],
  );
}

/** Returns the same numbers from 0 to 1 in every run (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
