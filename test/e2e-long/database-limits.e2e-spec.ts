import { afterAll, afterEach, beforeAll, beforeEach, describe, it } from '@jest/globals';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { expectOutage } from '../support/outage.js';
import { expectRefused } from '../support/refusal.js';
import { createRestrictedRole } from '../support/restricted-role.js';
import type { RestrictedRole } from '../support/restricted-role.js';
import { eventually } from '../support/service-process.js';
import { TestApp } from '../support/test-app.js';

interface PoolConnection {
  /** Null until the connection is open. */
  processID: number | null;
}

describe('a database whose operator limits the service', () => {
  let owner: TestApp;
  let role: RestrictedRole;
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    owner = await TestApp.start();
    user = await createUser(owner);
  });

  afterAll(() => owner.close());

  beforeEach(async () => {
    role = await createRestrictedRole(owner.dataSource, owner.database.url);
    app = await TestApp.start({ database: owner.database, databaseUrl: role.url });
  });

  afterEach(async () => {
    await role.alter('RESET ALL');
    await role.alter('CONNECTION LIMIT -1');
    await app.close();
    await role.drop();
  });

  /** Resolves when the application has no connection from before the change. */
  async function alter(change: string): Promise<void> {
    await role.alter(change);
    const before = connections();
    await eventually(async () => {
      const left = connections().filter((one) => before.includes(one));
      const ids = left.map(({ processID }) => processID);
      await owner.dataSource.query('SELECT pg_terminate_backend(id) FROM unnest($1::int[]) id', [
        ids,
      ]);
      return left.length === 0;
    });
  }

  /** The pool has no public list. It tells of connections that end, but not of those that fail to open. */
  function connections(): PoolConnection[] {
    const pool = (app.dataSource.driver as PostgresDriver).master as { _clients: PoolConnection[] };
    return [...pool._clients];
  }

  const issue = () => app.api.as(user.session).post('/api/tokens', { type: 'personal' });

  it('to reading: 25006', async () => {
    await alter('SET default_transaction_read_only = on');
    expectOutage(owner, await expectRefused(owner, issue, 503, 'unavailable'), '25006');
    await alter('RESET default_transaction_read_only');
    await eventually(async () => (await issue()).status === 201);
  });

  it('to no connection: 53300', async () => {
    await alter('CONNECTION LIMIT 0');
    expectOutage(owner, await expectRefused(owner, issue, 503, 'unavailable'), '53300');
    await alter('CONNECTION LIMIT -1');
    await eventually(async () => (await issue()).status === 201);
  });

  it('to no login: 28000', async () => {
    await alter('NOLOGIN');
    expectOutage(owner, await expectRefused(owner, issue, 503, 'unavailable'), '28000');
    await alter('LOGIN');
    await eventually(async () => (await issue()).status === 201);
  });

  it('to short waits for a lock: 55P03', async () => {
    await alter(`SET lock_timeout = '50ms'`);
    const runner = owner.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('LOCK TABLE audit_events');
    const answer = await issue();
    await runner.rollbackTransaction();
    await runner.release();
    expectOutage(owner, answer, '55P03');
    await eventually(async () => (await issue()).status === 201);
  });
});
