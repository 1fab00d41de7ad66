import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createUser, PASSWORD } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { dumpDatabase } from '../support/database-rows.js';
import { auditedLeaks, reportsHandled } from '../support/leaks.js';
import { TestApp } from '../support/test-app.js';

const WHO_AM_I = '/api/auth/session';

async function idOfSession(app: TestApp, { id }: TestUser): Promise<string> {
  const [row] = await app.dataSource.query<{ id: string }[]>(
    'SELECT id FROM sessions WHERE user_id = $1',
    [id],
  );
  return row?.id ?? '';
}

describe.each([
  ['alert', 200],
  ['pause', 401],
  ['revoke', 401],
] as const)('when LEAK_ACTION is %s, a leaked session', (action, status) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ env: { LEAK_ACTION: action } });
  });

  afterAll(() => app.close());

  async function report(values: string[]) {
    const answer = await app.api.post('/api/leaks', { tokens: values, source: 'gitleaks' });
    expect([answer.status, answer.text]).toEqual([202, '{}']);
    await reportsHandled(app);
    await app.caughtUp();
  }

  it(`gets ${status} from then on, and its user can read why`, async () => {
    const user = await createUser(app);
    const stranger = await createUser(app);
    const id = await idOfSession(app, user);
    expect((await user.api.get(WHO_AM_I)).status).toBe(200);

    await report([user.session]);

    expect((await user.api.get(WHO_AM_I)).status).toBe(status);
    expect((await stranger.api.get(WHO_AM_I)).status).toBe(200);
    const leaked = { action: 'session.leaked', details: { action, source: 'gitleaks', url: null } };
    const closed = { action: 'session.closed', actor: null, reason: 'leaked' };
    expect(await auditedLeaks(app, id)).toMatchObject(status === 200 ? [leaked] : [leaked, closed]);

    const { body: login } = await app.api.post('/api/auth/login', {
      username: user.username,
      password: PASSWORD,
    });
    const path = `/api/audit-events?subjectId=${id}`;
    const own = await app.api.as(login.token as string).get(path);
    expect(own.body.total).toBe(status === 200 ? 1 : 2);
    expect((await stranger.api.get(path)).body.total).toBe(0);
  });

  it('counts once, however often it is reported', async () => {
    const user = await createUser(app);
    const id = await idOfSession(app, user);

    await Promise.all(Array.from({ length: 10 }, () => report([user.session, user.session])));

    expect(await auditedLeaks(app, id)).toHaveLength(status === 200 ? 1 : 2);
  });

  it('of a disabled user is recorded, and nothing else', async () => {
    const user = await createUser(app);
    const id = await idOfSession(app, user);
    await app.dataSource.query('UPDATE users SET disabled = true WHERE id = $1', [user.id]);

    await report([user.session]);

    expect(await auditedLeaks(app, id)).toMatchObject([{ details: { action: null } }]);
  });

  it('is nowhere in the database or the log', async () => {
    const user = await createUser(app);
    await report([user.session]);

    expect(await dumpDatabase(app)).not.toContain(user.session);
    expect(app.log.text).not.toContain(user.session);
  });
});
