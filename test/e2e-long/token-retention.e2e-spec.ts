import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import { createToken, createTokens } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createSession, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { createWebhook } from '../factories/webhooks.factory.js';
import { auditedActions } from '../support/database-rows.js';
import { TestApp } from '../support/test-app.js';
import { RetentionService } from '../../src/tokens/retention/retention.service.js';

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;

describe('old data', () => {
  let app: TestApp;
  let owner: TestUser;

  beforeEach(async () => {
    app = await TestApp.start();
    const user = await createUser(app);
    const session = await createSession(app, user.id, 2 * YEAR_MS);
    owner = { ...user, session, api: app.api.as(session) };
  });

  afterEach(() => app.close());

  const sweep = (of = app) => of.nest.get(RetentionService).sweep();
  const daysAgo = (days: number) => new Date(app.clock.now().getTime() - days * DAY_MS);
  const statusesOf = (tokens: TestToken[]) =>
    Promise.all(
      tokens.map(async ({ id }) => (await owner.api.get(`/api/tokens/${id}`)).body.status ?? null),
    );

  async function count(table: string): Promise<number> {
    const [row] = await app.dataSource.query<[{ count: number }]>(
      `SELECT count(*)::int AS count FROM ${table}`,
    );
    return row.count;
  }

  describe('when it is a token', () => {
    it('is deleted 90 days after it expired or was revoked, and not before', async () => {
      const assistant = await createAssistant(app, { ownerId: owner.username });
      const expiring = await createToken(app, {
        owner,
        assistant,
        columns: { expiresAt: daysAgo(-10) },
      });
      const revoked = await createToken(app, { owner, assistant });
      await owner.api.delete(`/api/tokens/${revoked.id}`);
      const live = await createToken(app, { owner, assistant });
      const endless = await createToken(app, { owner });
      const lasting = await createToken(app, { owner, columns: { expiresAt: daysAgo(-365) } });
      const tokens = [expiring, revoked, live, endless, lasting];

      app.clock.advance({ days: 89 });
      await sweep();
      expect(await statusesOf(tokens)).toEqual([
        'expired',
        'revoked',
        'active',
        'active',
        'active',
      ]);

      app.clock.advance({ days: 2 });
      await sweep();
      expect(await statusesOf(tokens)).toEqual(['expired', null, 'active', 'active', 'active']);

      app.clock.advance({ days: 10 });
      await sweep();
      expect(await statusesOf(tokens)).toEqual([null, null, 'active', 'active', 'active']);
      expect((await live.api.get(`/api/assistants/${assistant.id}`)).status).toBe(200);
      expect(await count('tokens')).toBe(3);
      expect(await count('token_secrets')).toBe(3);
    });

    it('is refused as before and leaves its audit records', async () => {
      const token = await createToken(app, { owner });
      await owner.api.delete(`/api/tokens/${token.id}`);

      app.clock.advance({ days: 91 });
      await sweep();

      expect((await token.api.get('/api/auth/session')).status).toBe(401);
      expect((await owner.api.get(`/api/tokens/${token.id}`)).status).toBe(404);
      expect(await auditedActions(app, token.id)).toEqual(['token.revoked']);
    });

    it('is deleted in small batches, without valid tokens', async () => {
      await createTokens(app, 1_201, { owner, columns: { revokedAt: daysAgo(91) } });
      const live = await createTokens(app, 20, { owner });
      const query = jest.spyOn(app.dataSource, 'query');

      await sweep();

      const deletions = query.mock.calls.flatMap(([sql], i) =>
        /DELETE FROM tokens/.test(sql) ? [query.mock.results[i]?.value as Promise<unknown>] : [],
      );
      const sizes = (await Promise.all(deletions)).map((result) => (result as [[], number])[1]);
      expect(sizes.reduce((sum, size) => sum + size)).toBe(1_201);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
      query.mockRestore();
      expect(await count('tokens')).toBe(live.length);
      expect(await statusesOf(live)).toEqual(live.map(() => 'active'));
    });

    it('is deleted once by two concurrent instances', async () => {
      const other = await TestApp.start({ database: app.database });
      await createTokens(app, 1_201, { owner, columns: { expiresAt: daysAgo(91) } });
      const [live] = await createTokens(app, 1, { owner });

      await Promise.all([sweep(app), sweep(other), sweep(app)]);
      await other.close();

      expect(await count('tokens')).toBe(1);
      expect((await live?.api.get('/api/auth/session'))?.status).toBe(200);
    });
  });

  describe('when it is a retired secret', () => {
    it('is deleted 90 days after its overlap, while the token stays', async () => {
      const token = await createToken(app, { owner, columns: { onReuse: 'revoke' } });
      const path = `/api/tokens/${token.id}`;
      const rotated = await owner.api.post(`${path}/_rotate`, { overlapSeconds: 86_400 });
      const versions = async () =>
        (await owner.api.get(path)).body.secrets.map(({ version }: { version: number }) => version);

      app.clock.advance({ days: 90 });
      await sweep();
      expect(await versions()).toEqual([2, 1]);

      app.clock.advance({ days: 2 });
      await sweep();
      expect(await versions()).toEqual([2]);
      expect((await token.api.get('/api/auth/session')).status).toBe(401);
      expect((await app.api.as(rotated.body.token).get('/api/auth/session')).status).toBe(200);
      expect((await owner.api.post(`${path}/_rotate`, {})).body.secretVersion).toBe(3);
    });
  });

  describe('when it is a session', () => {
    it('is deleted as soon as it has ended', async () => {
      const short = await createSession(app, owner.id, 3_600_000);
      const before = await count('sessions');

      await sweep();
      expect(await count('sessions')).toBe(before);
      expect((await app.api.as(short).get('/api/auth/session')).status).toBe(200);

      app.clock.advance({ days: 1 });
      await sweep();
      expect(await count('sessions')).toBe(1);
      expect((await owner.api.get('/api/auth/session')).status).toBe(200);
    });
  });

  describe('when it is a response to an Idempotency-Key', () => {
    it('is deleted after 24 hours', async () => {
      const keyed = owner.api.with({ 'Idempotency-Key': 'once' });
      const [first, again] = [
        await keyed.post('/api/tokens', { type: 'personal' }),
        await keyed.post('/api/tokens', { type: 'personal' }),
      ];
      expect(again.body.id).toBe(first.body.id);

      app.clock.advance({ seconds: 86_390 });
      await sweep();
      expect(await count('idempotency_keys')).toBe(1);

      app.clock.advance({ seconds: 20 });
      await sweep();
      expect(await count('idempotency_keys')).toBe(0);
    });
  });

  describe('when it is a count of failed logins', () => {
    it('is deleted as soon as it has expired', async () => {
      await app.api.post('/api/auth/login', { username: owner.username, password: 'wrong' });
      expect(await count('rate_limits')).toBe(1);

      await sweep();
      expect(await count('rate_limits')).toBe(1);

      app.clock.advance({ days: 1 });
      await sweep();
      expect(await count('rate_limits')).toBe(0);
    });
  });

  describe('when it is a webhook delivery, or a retired signing secret', () => {
    it('is deleted 30 days after its creation unless it is pending, or after its overlap', async () => {
      const assistant = await createAssistant(app, { ownerId: owner.username });
      const webhook = await createWebhook(app, { assistant });
      const path = `/api/webhooks/${webhook.id}`;
      await owner.api.post(`${path}/_rotate`, { overlapSeconds: 60 });
      const total = async () => (await owner.api.get(`${path}/deliveries`)).body.total as number;

      app.clock.advance({ days: 29.9 });
      await sweep();
      expect([await total(), await count('webhook_secrets')]).toEqual([1, 1]);

      await app.dataSource.query(
        `UPDATE webhook_deliveries SET state = 'pending', next_attempt_at = now() + interval '1 year'`,
      );
      app.clock.advance({ days: 0.2 });
      await sweep();
      expect(await total()).toBe(1);

      await app.dataSource.query(
        `UPDATE webhook_deliveries SET state = 'parked', next_attempt_at = NULL`,
      );
      await sweep();
      expect(await total()).toBe(0);
    });
  });

  describe('when TOKEN_RETENTION_DAYS is lower', () => {
    it('is deleted sooner', async () => {
      const tokens = [
        await createToken(app, { owner, columns: { revokedAt: daysAgo(6) } }),
        await createToken(app, { owner, columns: { revokedAt: daysAgo(8) } }),
      ];

      await sweep(app);
      expect(await statusesOf(tokens)).toEqual(['revoked', 'revoked']);

      const impatient = await TestApp.start({
        database: app.database,
        env: { TOKEN_RETENTION_DAYS: '7' },
      });
      await sweep(impatient);
      await impatient.close();
      expect(await statusesOf(tokens)).toEqual(['revoked', null]);
    });
  });

  describe('when the service starts', () => {
    it('is deleted automatically', async () => {
      await createTokens(app, 3, { owner, columns: { revokedAt: daysAgo(91) } });

      const starting = await TestApp.start({ database: app.database });
      while ((await count('tokens')) > 0) await setTimeout(10);
      await starting.close();

      expect(await count('tokens')).toBe(0);
    });
  });
});
