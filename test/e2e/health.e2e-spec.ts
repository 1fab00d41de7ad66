import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { QueryRunner } from 'typeorm';
import { createToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import { failWrites, mendWrites } from '../support/failing-writes.js';
import { somebodyWaits } from '../support/lock-waits.js';
import { expectNoChange } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const POOL_SIZE = 3;

describe('the service is ready', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ env: { DATABASE_POOL_SIZE: String(POOL_SIZE) } });
  });

  afterAll(() => app.close());

  const ready = async () => (await app.api.get('/health/ready')).status;

  it('when its database answers and has every migration', async () => {
    expect(await ready()).toBe(200);
  });

  describe('but not when a migration has not run', () => {
    let name: string;

    beforeEach(async () => {
      [{ name }] = await app.dataSource.query<[{ name: string }]>('SELECT name FROM migrations');
      await app.dataSource.query(`UPDATE migrations SET name = 'Another' WHERE name = $1`, [name]);
    });

    afterEach(() =>
      app.dataSource.query(`UPDATE migrations SET name = $1 WHERE name = 'Another'`, [name]),
    );

    it('and the response says no more than that', async () => {
      const answer = await app.api.get('/health/ready');
      expect([answer.status, answer.body.code]).toEqual([503, 'unavailable']);
      expect(answer.text).not.toContain(name);
      expect((await app.api.get('/health/live')).status).toBe(200);
    });
  });

  describe('but not while writes fail', () => {
    const issue = async () => {
      const user = await createUser(app);
      return (await user.api.post('/api/tokens', { type: 'personal' })).status;
    };

    afterEach(() => mendWrites(app, 'audit_events'));

    it.each(['25006', '53100', '58030'])(
      'because of %s, and is ready again afterwards',
      async (sqlState) => {
        await failWrites(app, 'audit_events', sqlState);
        expect(await issue()).toBe(503);
        expect([await ready(), await ready()]).toEqual([503, 503]);
        await mendWrites(app, 'audit_events');
        expect([await ready(), await ready()]).toEqual([200, 200]);
      },
    );

    it('in the background', async () => {
      const token = await createToken(app, { owner: await createUser(app) });
      await failWrites(app, 'token_usage', '53100');
      await failWrites(app, 'audit_events', '53100');
      await token.api.get('/api/auth/session');
      await expect(app.flushUsage()).rejects.toMatchObject({ code: '53100' });
      expect(await ready()).toBe(503);
      await mendWrites(app, 'token_usage');
      await mendWrites(app, 'audit_events');
      expect(await ready()).toBe(200);
    });

    it('and leaves no trace of its attempts', async () => {
      await failWrites(app, 'audit_events', '53100');
      expect(await issue()).toBe(503);
      await mendWrites(app, 'audit_events');
      await expectNoChange(app, ready);
    });

    it('stays ready after a failure that concerns one request', async () => {
      await failWrites(app, 'audit_events', '55P03');
      expect([await issue(), await ready()]).toEqual([503, 200]);
    });
  });

  describe('again after a failed check', () => {
    let runner: QueryRunner;

    beforeEach(async () => {
      runner = app.dataSource.createQueryRunner();
      await runner.startTransaction();
      await runner.query('LOCK TABLE migrations');
    });

    afterEach(() => runner.release());

    it('more often than there are connections', async () => {
      for (let i = 0; i <= POOL_SIZE; i++) {
        const question = ready();
        await app.dataSource.query('SELECT pg_cancel_backend($1)', [
          await somebodyWaits(app, question),
        ]);
        expect(await question).toBe(503);
      }
      await runner.rollbackTransaction();
      expect(await ready()).toBe(200);
    });
  });
});
