import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { startAppForTest } from '../support/app-for-test.js';
import { expectInvalid, expectNoChange, expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const CAPACITY = 5;

let app: TestApp;
let admin: TestUser;

beforeAll(async () => {
  app = await TestApp.start({ env: { AI_SEATS: String(CAPACITY) } });
  admin = await createAdmin(app, { seat: false });
});

afterAll(() => app.close());

function assign(...usernames: string[]): Promise<Answer> {
  return admin.api.post('/api/ai-seats/_assign', { usernames });
}

function unassign(...usernames: string[]): Promise<Answer> {
  return admin.api.post('/api/ai-seats/_unassign', { usernames });
}

async function seatless(count: number): Promise<string[]> {
  const users = await Promise.all(
    Array.from({ length: count }, () => createUser(app, { seat: false })),
  );
  return users.map(({ username }) => username);
}

/** The numbers in the collection. */
async function seats(): Promise<{ assigned: number; available: number; usernames: string[] }> {
  const { body } = await admin.api.get('/api/ai-seats?limit=200');
  const { assigned, available, total } = body;
  const usernames = body._embedded['inf:ai-seat'].map(
    ({ username }: { username: string }) => username,
  );
  expect([total, usernames.length]).toEqual([assigned, assigned]);
  return { assigned, available, usernames };
}

async function freeAllSeats(): Promise<void> {
  await app.dataSource.query('DELETE FROM ai_seats');
}

describe('seats', () => {
  it('are hidden from members, even their own seat', async () => {
    const member = await createUser(app, { seat: false });
    const body = { usernames: [member.username] };

    await expectRefused(app, () => member.api.get('/api/ai-seats'), 403, 'forbidden');
    for (const action of ['_assign', '_unassign']) {
      const request = () => member.api.post(`/api/ai-seats/${action}`, body);
      await expectRefused(app, request, 403, 'forbidden');
    }
  });

  it.each([
    ['nothing', {}],
    ['null', { usernames: null }],
    ['no name', { usernames: [] }],
    ['one name that is no list', { usernames: 'ada' }],
    ['what is no text', { usernames: [1, null] }],
    ['a name twice', { usernames: ['ada', 'ada'] }],
    ['a name of 64 characters', { usernames: ['a'.repeat(64)] }],
    ['1001 names', { usernames: Array.from({ length: 1_001 }, (_, i) => `user-${i}`) }],
  ])('are neither assigned nor unassigned with %s', async (_what, body) => {
    for (const action of ['_assign', '_unassign']) {
      const request = () => admin.api.post(`/api/ai-seats/${action}`, body);
      await expectInvalid(app, request, ['usernames']);
    }
  });

  it('are not assigned with an unknown property', async () => {
    const body = { usernames: ['ada'], seats: 3 };
    await expectInvalid(app, () => admin.api.post('/api/ai-seats/_assign', body), ['seats']);
  });
});

describe('assigning', () => {
  beforeAll(freeAllSeats);

  it('gives seats and counts them', async () => {
    expect(await seats()).toEqual({ assigned: 0, available: CAPACITY, usernames: [] });
    const [first = '', second = ''] = await seatless(2);

    const answer = await assign(second, first);

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ assigned: 2, failed: [] });
    expect(await seats()).toEqual({
      assigned: 2,
      available: CAPACITY - 2,
      usernames: [first, second].sort(),
    });
    expect((await admin.api.get(`/api/users/${first}`)).body.seat).toBe(true);
  });

  it('lists the holders with the date of assignment', async () => {
    await freeAllSeats();
    const [username = ''] = await seatless(1);
    await assign(username);

    const { body } = await admin.api.get('/api/ai-seats');

    expect(body).toMatchObject({ start: 0, count: 1, total: 1, assigned: 1, available: 4 });
    expect(body._embedded['inf:ai-seat']).toEqual([
      {
        username,
        assignedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        _links: { 'inf:user': { href: `/api/users/${username}` } },
      },
    ]);
  });

  it('does not change users who already have a seat', async () => {
    const [username = ''] = await seatless(1);
    await assign(username);

    const again = await expectNoNewSeat(() => assign(username));

    expect(again.body).toEqual({ assigned: 0, failed: [] });
  });

  it('follows the given order, and reports who did not get a seat and why', async () => {
    await freeAllSeats();
    const [holder = '', a = '', b = '', c = '', d = '', e = ''] = await seatless(6);
    const { username: disabled } = await createUser(app, { disabled: true, seat: false });
    await assign(holder);

    const answer = await assign(e, 'nobody', d, disabled, holder, c, 'No Id', b, a);

    expect(answer.body).toEqual({
      assigned: 4,
      failed: [
        { username: 'nobody', code: 'not_found' },
        { username: disabled, code: 'user_disabled' },
        { username: 'No Id', code: 'not_found' },
        { username: a, code: 'seats_exhausted' },
      ],
    });
    expect((await seats()).usernames).toEqual([holder, b, c, d, e].sort());
  });

  it('answers 409 if nobody got a seat because none is left', async () => {
    await freeAllSeats();
    const seated = await seatless(CAPACITY);
    await assign(...seated);
    const [late = '', later = ''] = await seatless(2);

    await expectRefused(app, () => assign(late), 409, 'seats_exhausted');
    await expectRefused(app, () => assign(late, later), 409, 'seats_exhausted');
    await expectRefused(app, () => assign(...seated, late), 409, 'seats_exhausted');
    expect(await seats()).toMatchObject({ assigned: CAPACITY, available: 0 });
  });

  it('does not repeat a secret that was sent as a username', async () => {
    const answer = await expectNoChange(app, () => assign(admin.session));
    expect([answer.status, answer.body.failed[0].code]).toEqual([200, 'not_found']);
    expect(answer.text).not.toContain(admin.session);
  });

  async function expectNoNewSeat(request: () => Promise<Answer>): Promise<Answer> {
    const before = await admin.api.get('/api/ai-seats');
    const answer = await request();
    expect((await admin.api.get('/api/ai-seats')).body).toEqual(before.body);
    return answer;
  }
});

describe('many assignments at once', () => {
  async function countRows(): Promise<number> {
    const [{ count }] = await app.dataSource.query('SELECT count(*)::int AS count FROM ai_seats');
    return count;
  }

  function sumOf(answers: Answer[]): number {
    return answers
      .filter(({ status }) => status === 200)
      .reduce((sum, { body }) => sum + Number(body.assigned), 0);
  }

  it.each([
    ['one user each', 1],
    ['three users each', 3],
  ])('never assign more seats than there are: 30 with %s', async (_what, size) => {
    await freeAllSeats();
    const usernames = await seatless(30 * size);

    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) => assign(...usernames.slice(i * size, (i + 1) * size))),
    );

    expect(await countRows()).toBe(CAPACITY);
    expect(sumOf(answers)).toBe(CAPACITY);
    for (const { status, body } of answers) {
      if (status === 409) expect(body.code).toBe('seats_exhausted');
      else expect([status, body.failed.length]).toEqual([200, size - Number(body.assigned)]);
    }
    expect(await seats()).toMatchObject({ assigned: CAPACITY, available: 0 });
  });

  it('never do so from two instances either', async () => {
    await freeAllSeats();
    const second = await startAppForTest({
      database: app.database,
      env: { AI_SEATS: String(CAPACITY) },
    });
    const other = second.api.as(admin.session);
    const usernames = await seatless(30);

    const answers = await Promise.all(
      usernames.map((username, i) =>
        i % 2 === 0
          ? assign(username)
          : other.post('/api/ai-seats/_assign', { usernames: [username] }),
      ),
    );

    expect(await countRows()).toBe(CAPACITY);
    expect(sumOf(answers)).toBe(CAPACITY);
  });

  it('give the same user only one seat', async () => {
    await freeAllSeats();
    const [username = ''] = await seatless(1);

    const answers = await Promise.all(Array.from({ length: 20 }, () => assign(username)));

    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(sumOf(answers)).toBe(1);
    expect(await countRows()).toBe(1);
  });

  it('leave no seat to a user who is deleted in the meantime', async () => {
    for (let round = 0; round < 10; round++) {
      await freeAllSeats();
      const [username = '', other = ''] = await seatless(2);

      const [assigned, deleted] = await Promise.all([
        assign(username, other),
        admin.api.delete(`/api/users/${username}`),
      ]);

      expect(deleted.status).toBe(204);
      expect(assigned.status).toBe(200);
      const failed = assigned.body.failed.map(({ code }: { code: string }) => code);
      expect([assigned.body.assigned, failed]).toEqual(
        assigned.body.assigned === 2 ? [2, []] : [1, ['not_found']],
      );
      expect((await seats()).usernames).toEqual([other]);
    }
  });

  it('stay within the limit while seats are taken and users are deleted', async () => {
    await freeAllSeats();
    const holders = await seatless(CAPACITY);
    const waiting = await seatless(20);
    await assign(...holders);

    const answers = await Promise.all([
      ...waiting.map((username) => assign(username)),
      unassign(...holders.slice(0, 2)),
      admin.api.delete(`/api/users/${holders[2] ?? ''}`),
    ]);

    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    const given = sumOf(answers.slice(0, waiting.length));
    expect(given).toBeLessThanOrEqual(3);
    expect(await countRows()).toBe(CAPACITY - 3 + given);
  });
});

describe('unassigning', () => {
  it('frees the seats, and skips users without one', async () => {
    await freeAllSeats();
    const usernames = await seatless(CAPACITY);
    const [late = ''] = await seatless(1);
    await assign(...usernames);
    const [first = '', second = ''] = usernames;

    const answer = await unassign(first, 'nobody', late, second, 'No Id');

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ unassigned: 2 });
    expect(await seats()).toEqual({
      assigned: CAPACITY - 2,
      available: 2,
      usernames: usernames.slice(2).sort(),
    });
    expect((await unassign(first)).body).toEqual({ unassigned: 0 });
    expect((await assign(late, first)).body).toEqual({ assigned: 2, failed: [] });
  });

  it('takes a seat only once, however many requests there are', async () => {
    await freeAllSeats();
    const [username = ''] = await seatless(1);
    await assign(username);

    const answers = await Promise.all(Array.from({ length: 10 }, () => unassign(username)));

    const counts = answers.map(({ body }) => Number(body.unassigned));
    expect(counts.sort()).toEqual([...Array(9).fill(0), 1]);
  });

  it('refuses the user on everything that needs a seat at once', async () => {
    await freeAllSeats();
    const user = await createUser(app, { seat: false });
    await assign(user.username);
    const assistant = await createAssistant(app, { ownerId: user.username });
    const personal = (await createToken(app, { owner: user })).api;
    const limited = (await createToken(app, { owner: user, assistant })).api;
    const path = `/api/assistants/${assistant.id}`;
    for (const api of [user.api, personal, limited]) {
      expect((await api.get(path)).status).toBe(200);
    }

    expect((await unassign(user.username)).body).toEqual({ unassigned: 1 });

    const token = { type: 'assistant', assistantId: assistant.id };
    for (const api of [user.api, personal]) {
      for (const request of [
        () => api.get('/api/assistants'),
        () => api.post('/api/assistants', { slug: 'new', name: 'New' }),
        () => api.get(path),
        () => api.patch(path, { name: 'Renamed' }),
        () => api.get(`${path}/tokens`),
        () => api.post('/api/tokens', token),
        () => api.delete(path),
      ]) {
        await expectRefused(app, request, 403, 'seat_required');
      }
    }
    await expectRefused(app, () => limited.get(path), 403, 'seat_required');
    await expectRefused(app, () => limited.get(`${path}/tokens`), 403, 'seat_required');
    expect((await limited.get('/api/auth/session')).body.seat).toBe(false);

    await assign(user.username);
    for (const api of [user.api, personal, limited]) {
      expect((await api.get(path)).status).toBe(200);
    }
  });

  it('also happens when the user is deleted', async () => {
    await freeAllSeats();
    const usernames = await seatless(CAPACITY);
    await assign(...usernames);

    await admin.api.delete(`/api/users/${usernames[0] ?? ''}`);

    expect(await seats()).toMatchObject({ assigned: CAPACITY - 1, available: 1 });
  });
});

describe('the number of seats', () => {
  async function started(env: Record<string, string>): Promise<[TestApp, TestUser]> {
    const other = await startAppForTest({ env });
    return [other, await createAdmin(other, { seat: false })];
  }

  it('is not limited without AI_SEATS', async () => {
    const [unlimited, root] = await started({});
    const users = await Promise.all(
      Array.from({ length: 50 }, () => createUser(unlimited, { seat: false })),
    );
    const usernames = users.map(({ username }) => username);

    const answer = await root.api.post('/api/ai-seats/_assign', { usernames });

    expect(answer.body).toEqual({ assigned: 50, failed: [] });
    const { body } = await root.api.get('/api/ai-seats');
    expect(body).toMatchObject({ assigned: 50, available: null });
  });

  it('may be zero', async () => {
    const [none, root] = await started({ AI_SEATS: '0' });
    const usernames = [root.username];

    const request = () => root.api.post('/api/ai-seats/_assign', { usernames });
    await expectRefused(none, request, 409, 'seats_exhausted');
    const { body } = await root.api.get('/api/ai-seats');
    expect(body).toMatchObject({ assigned: 0, available: 0 });
    await expectRefused(none, () => root.api.get('/api/assistants'), 403, 'seat_required');
  });

  it('takes no seat away when it is lowered, but then allows no new ones', async () => {
    const [lowered, root] = await started({ AI_SEATS: '1' });
    const holders = [await createUser(lowered), await createUser(lowered)];

    const { body } = await root.api.get('/api/ai-seats');
    expect(body).toMatchObject({ assigned: 2, available: 0 });
    const assignRoot = () => root.api.post('/api/ai-seats/_assign', { usernames: [root.username] });
    await expectRefused(lowered, assignRoot, 409, 'seats_exhausted');
    const usernames = [holders[0]?.username];
    await root.api.post('/api/ai-seats/_unassign', { usernames });
    await expectRefused(lowered, assignRoot, 409, 'seats_exhausted');
    expect((await holders[1]?.api.get('/api/assistants'))?.status).toBe(200);
  });
});
