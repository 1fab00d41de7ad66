import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createServiceAccount } from '../factories/service-accounts.factory.js';
import { createTeamAssistant } from '../factories/team-assistant.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { TestApp } from '../support/test-app.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';

const WAITING = `SELECT count(*)::int AS count FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'`;
const GIVE = 'UPDATE tokens SET user_id = $2, username = $3 WHERE id = $1';

/** The server ends no deadlock here, so requests that wait for each other fail. */
describe('transfers whose tokens change their owners meanwhile', () => {
  let database: TestDatabase;
  let app: TestApp;
  let admin: TestUser;
  let owner: TestUser;
  let editor: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    database = await createTestDatabase();
    await neverEndDeadlocks(database.url);
    app = await TestApp.start({ database });
    admin = await createAdmin(app);
    ({ owner, editor, assistant } = await createTeamAssistant(app));
  });

  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  async function neverEndDeadlocks(url: string): Promise<void> {
    const client = new Client(url);
    await client.connect();
    const name = new URL(url).pathname.slice(1);
    await client.query(`ALTER DATABASE ${name} SET deadlock_timeout = '1h'`);
    await client.end();
  }

  async function untilWaiting(count: number): Promise<void> {
    for (;;) {
      const [row] = await app.dataSource.query<[{ count: number }]>(WAITING);
      if (row.count >= count) return;
    }
  }

  it('do not wait for each other', async () => {
    const team = assistant.naturalId.split(':')[0] ?? '';
    const account = await createServiceAccount(app, team);
    const one = await createToken(app, { owner, assistant });
    const two = await createToken(app, { owner: editor, assistant });
    const transfer = ({ id }: { id: string }) =>
      admin.api.post('/api/tokens/_transfer', { ids: [id], toOwner: account.username });

    const runner = app.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('SELECT FROM tokens WHERE id = ANY($1) FOR UPDATE', [[one.id, two.id]]);
    const answers = [transfer(one), transfer(two)];
    await untilWaiting(answers.length);
    await runner.query(GIVE, [one.id, editor.id, editor.username]);
    await runner.query(GIVE, [two.id, owner.id, owner.username]);
    await runner.commitTransaction();
    await runner.release();

    for (const { status, body } of await Promise.all(answers)) {
      expect([status, body.results?.[0].status]).toEqual([200, 'transferred']);
    }
  });
});
