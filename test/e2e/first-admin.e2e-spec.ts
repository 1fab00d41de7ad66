import { describe, expect, it } from '@jest/globals';
import { FirstAdmin } from '../../src/app/bootstrap/first-admin.js';
import { createTeam } from '../factories/teams.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { startAppForTest } from '../support/app-for-test.js';
import { dumpDatabase } from '../support/database-rows.js';
import { expectNoChange } from '../support/refusal.js';
import type { TestApp } from '../support/test-app.js';

const PASSWORD = 'chosen by the operator';

type Announcement = [username: string, password: string];

/** @returns the announcements */
async function ensureAdmin(app: TestApp): Promise<Announcement[]> {
  const announced: Announcement[] = [];
  await app.nest.get(FirstAdmin).ensure((...announcement) => {
    announced.push(announcement);
    return Promise.resolve();
  });
  return announced;
}

function logIn({ api }: TestApp, username: string, password: string): Promise<Answer> {
  return api.post('/api/auth/login', { username, password });
}

describe('on an empty database', () => {
  it('an admin with a seat is created, and the generated password is announced once', async () => {
    const app = await startAppForTest();

    const announced = await ensureAdmin(app);

    expect(announced).toEqual([['admin', expect.stringMatching(/^[\w-]{24}$/)]]);
    const [[username, password] = ['', '']] = announced;
    const { status, body } = await logIn(app, username, password);
    expect(status).toBe(200);
    const user = await app.api.as(body.token).get('/api/users/admin');
    expect(user.body).toMatchObject({
      username: 'admin',
      displayName: 'admin',
      role: 'admin',
      seat: true,
      disabled: false,
    });
    expect(app.log.text).not.toContain(password);
    expect(await dumpDatabase(app)).not.toContain(password);
  });

  it('a configured password is used and not announced', async () => {
    const app = await startAppForTest({
      env: { ADMIN_USERNAME: 'root', ADMIN_PASSWORD: PASSWORD },
    });

    expect(await ensureAdmin(app)).toEqual([]);

    const { status, body } = await logIn(app, 'root', PASSWORD);
    expect([status, body.user?.role]).toEqual([200, 'admin']);
  });

  it('the creation is recorded with the service as the actor', async () => {
    const app = await startAppForTest({ env: { ADMIN_PASSWORD: PASSWORD } });
    await ensureAdmin(app);

    const events = await app.dataSource.query(
      `SELECT action, actor, credential_id, address, subject_id, details FROM audit_events
       WHERE subject_type = 'user'`,
    );

    expect(events).toEqual([
      {
        action: 'user.created',
        actor: null,
        credential_id: null,
        address: null,
        subject_id: 'admin',
        details: { role: 'admin', first: true },
      },
    ]);
  });

  it('several instances that start at once create one', async () => {
    const first = await startAppForTest();
    const second = await startAppForTest({ database: first.database });
    const third = await startAppForTest({ database: first.database });

    const announced = (await Promise.all([first, second, third].map(ensureAdmin))).flat();

    expect(announced).toHaveLength(1);
    const [[username, password] = ['', '']] = announced;
    const { body } = await logIn(third, username, password);
    const users = await third.api.as(body.token).get('/api/users');
    expect(users.body.total).toBe(1);
  });

  it('no admin is created if the password cannot be announced', async () => {
    const app = await startAppForTest();
    const announce = () => Promise.reject(new Error('The terminal is closed.'));

    await expectNoChange(app, () =>
      expect(app.nest.get(FirstAdmin).ensure(announce)).rejects.toThrow('The terminal is closed.'),
    );

    expect(await ensureAdmin(app)).toHaveLength(1);
  });
});

describe('where there is an admin', () => {
  it.each([
    ['another name', {}],
    ['the account disabled', { disabled: true }],
  ])('nothing is created: %s', async (_what, options) => {
    const app = await startAppForTest({ env: { ADMIN_PASSWORD: PASSWORD } });
    await createAdmin(app, { username: 'boss', ...options });

    expect(await expectNoChange(app, () => ensureAdmin(app))).toEqual([]);
    expect((await logIn(app, 'admin', PASSWORD)).status).toBe(401);
  });
});

describe('where the name is taken', () => {
  it.each([
    ['a user', (app: TestApp) => createUser(app, { username: 'admin' })],
    ['a team', (app: TestApp) => createTeam(app, [], 'admin')],
  ])('no admin is created, and the error says why: by %s', async (_what, take) => {
    const app = await startAppForTest();
    await take(app);

    await expectNoChange(app, () =>
      expect(ensureAdmin(app)).rejects.toThrow(
        'The id admin is already taken by a user, a team or a service account.',
      ),
    );
  });
});
