import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { AuditRepository } from '../../src/audit/audit.repository.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { startAppForTest } from '../support/app-for-test.js';
import { failWrites, mendWrites } from '../support/failing-writes.js';
import { somebodyWaits, whileHeld } from '../support/lock-waits.js';
import { postForm } from '../support/oauth.js';
import { expectOutage } from '../support/outage.js';
import { expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

describe('a database that cannot write', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start();
    user = await createUser(app);
  });

  afterAll(() => app.close());

  afterEach(async () => {
    jest.restoreAllMocks();
    await mendWrites(app, 'audit_events');
  });

  const issue = () => user.api.post('/api/tokens', { type: 'personal' });

  it.each([
    '08006',
    '25006',
    '40001',
    '53100',
    '53200',
    '53300',
    '55P03',
    '57014',
    '58030',
    'XX000',
  ])('answers 503, names %s in one log line, and changes nothing', async (sqlState) => {
    await failWrites(app, 'audit_events', sqlState);
    expectOutage(app, await expectRefused(app, issue, 503, 'unavailable'), sqlState);
  });

  it('changes nothing when the commit fails', async () => {
    await failWrites(app, 'audit_events', '53100', 'at the commit');
    expectOutage(app, await expectRefused(app, issue, 503, 'unavailable'), '53100');
    await mendWrites(app, 'audit_events');
    expect((await issue()).status).toBe(201);
  });

  it('keeps a token that it could not revoke, and revokes it afterwards', async () => {
    const token = await createToken(app, { owner: user });
    await failWrites(app, 'audit_events', '53100');
    const revoke = () => user.api.delete(`/api/tokens/${token.id}`);
    expectOutage(app, await expectRefused(app, revoke, 503, 'unavailable'), '53100');
    expect((await token.api.get('/api/auth/session')).status).toBe(200);
    await mendWrites(app, 'audit_events');
    expect((await revoke()).status).toBe(204);
    expect((await token.api.get('/api/auth/session')).status).toBe(401);
  });

  it('answers under the OAuth endpoints in their format', async () => {
    const { secret } = await createToken(app, { owner: user });
    await failWrites(app, 'audit_events', '53100');
    const answer = await postForm(app.api, '/api/oauth/revoke', { token: secret });
    expectOutage(app, answer, '53100');
    expect(answer.body.error).toBe('temporarily_unavailable');
  });

  it('answers 500 to a bug of the service', async () => {
    await failWrites(app, 'audit_events', '42703');
    const answer = await expectRefused(app, issue, 500, 'internal_error');
    expect(answer.headers.get('Retry-After')).toBeNull();
  });

  it.each([
    ['canceled', 'pg_cancel_backend', '57014'],
    ['ended with its connection', 'pg_terminate_backend', '57P01'],
  ])('answers 503 when a statement is %s', async (_what, end, sqlState) => {
    const answer = await whileHeld(
      app,
      (runner) => runner.query('LOCK TABLE audit_events'),
      issue,
      async (runner) => {
        const waiting = await somebodyWaits(app, new Promise(() => undefined));
        await runner.query(`SELECT ${end}($1)`, [waiting]);
      },
    );
    expectOutage(app, answer, sqlState);
  });

  it('answers 503 when the connection breaks between two statements', async () => {
    const audit = app.nest.get(AuditRepository);
    const record = audit.record.bind(audit);
    jest.spyOn(audit, 'record').mockImplementationOnce(async (manager, ...rest) => {
      const [{ pid }] = await manager.query<[{ pid: number }]>('SELECT pg_backend_pid() AS pid');
      const runner = manager.queryRunner;
      await app.dataSource.query('SELECT pg_terminate_backend($1)', [pid]);
      while (runner?.isReleased === false) await new Promise(setImmediate);
      await record(manager, ...rest);
    });
    expectOutage(app, await expectRefused(app, issue, 503, 'unavailable'), undefined);
  });
});

describe('what the service writes in the background', () => {
  let app: TestApp;
  let user: TestUser;
  let token: TestToken;

  beforeEach(async () => {
    app = await startAppForTest();
    user = await createUser(app);
    token = await createToken(app, { owner: user });
  });

  it('is not lost: the usage of a token', async () => {
    await failWrites(app, 'token_usage', '53100');
    await token.api.get('/api/auth/session');
    await expect(app.flushUsage()).rejects.toMatchObject({ code: '53100' });
    await token.api.get('/api/auth/session');
    await expect(app.flushUsage()).rejects.toMatchObject({ code: '53100' });
    await mendWrites(app, 'token_usage');
    await app.flushUsage();
    const { body } = await user.api.get(`/api/tokens/${token.id}/usage`);
    expect(body.totals).toMatchObject({ accepted: 2 });
  });

  it('is not lost: the last use of a token', async () => {
    await failWrites(app, 'token_secrets', '53100');
    await token.api.get('/api/auth/session');
    await expect(app.flushLastUses()).rejects.toMatchObject({ code: '53100' });
    await mendWrites(app, 'token_secrets');
    await app.flushLastUses();
    const { body } = await user.api.get(`/api/tokens/${token.id}`);
    expect(body.lastUsedAt).toEqual(expect.any(String));
  });
});
