import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { QueryRunner } from 'typeorm';
import { lockUser } from '../../src/platform/database/advisory-locks.js';
import { IdempotencyRepository } from '../../src/api/idempotency/idempotency.repository.js';
import { createAssistant } from '../factories/assistants.factory.js';
import { createSession, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { startAppForTest } from '../support/app-for-test.js';
import { closeInstances, startInstances } from '../support/instances.js';
import { whileHeld } from '../support/lock-waits.js';
import type { TestApp } from '../support/test-app.js';

const AT_ONCE = 12;
const ROUNDS = 5;
const WEEK_MS = 7 * 86_400_000;
const PERSONAL = { type: 'personal' };

/** The first response contains the value, and a repeated one the masked value. */
const isValue = ({ body }: Answer) => /^i5t_[0-9A-Za-z]{42}$/.test(body.token as string);

describe('requests with one Idempotency-Key at once', () => {
  let instances: TestApp[];
  let first: TestApp;
  let second: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    instances = await startInstances(2);
    [first, second] = instances as [TestApp, TestApp];
  });

  afterAll(() => closeInstances(instances));

  const on = (app: TestApp, key: string): Api =>
    app.api.as(user.session).with({ 'Idempotency-Key': key });
  const issueOn = (app: TestApp, key = 'one', body: object = PERSONAL): Promise<Answer> =>
    on(app, key).post('/api/tokens', body);

  /** Runs while the creation of a token waits for the lock of the user. */
  const whileOneRuns = async <T>(
    request: () => Promise<T>,
    change: (runner: QueryRunner) => Promise<unknown>,
  ): Promise<T> => whileHeld(first, (runner) => lockUser(runner.manager, user.id), request, change);

  async function tokensOfUser(): Promise<string[]> {
    const rows = await first.dataSource.query<{ id: string }[]>(
      'SELECT id FROM tokens WHERE user_id = $1',
      [user.id],
    );
    return rows.map(({ id }) => id);
  }

  it('create one token, whose value one of them gets', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      user = await createUser(first);
      const answers = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, i) => issueOn(i % 2 === 0 ? first : second)),
      );
      const [id] = await tokensOfUser();
      expect(await tokensOfUser()).toEqual([id]);
      const made = answers.filter(({ status }) => status === 201);
      expect(made.length).toBeGreaterThan(0);
      expect(made.map(({ body }) => body.id as string)).toEqual(made.map(() => id));
      expect(made.filter(isValue)).toHaveLength(1);
      const others = answers.filter(({ status }) => status !== 201);
      expect(others.map(({ body }) => body.code as string)).toEqual(
        others.map(() => 'idempotency_key_in_use'),
      );
    }
  });

  describe('of which the first is slow', () => {
    it('get 409 with Retry-After, or 422 immediately for another body', async () => {
      user = await createUser(first);
      const answer = await whileOneRuns(
        () => issueOn(first),
        async () => {
          const [same, other] = await Promise.all([
            issueOn(second),
            issueOn(second, 'one', { ...PERSONAL, notes: 'other' }),
          ]);
          expect(same).toMatchObject({ status: 409, body: { code: 'idempotency_key_in_use' } });
          expect(Number(same.headers.get('Retry-After'))).toBeGreaterThan(0);
          expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
          expect(await tokensOfUser()).toEqual([]);
        },
      );
      expect(answer.status).toBe(201);
      expect(isValue(answer)).toBe(true);
      expect((await issueOn(second)).body.id).toBe(answer.body.id);
      expect(await tokensOfUser()).toEqual([answer.body.id]);
    });

    it('wait for its response', async () => {
      user = await createUser(first);
      const waiting: Promise<Answer>[] = [];
      const answer = await whileOneRuns(
        () => issueOn(first),
        async () => {
          const looking = instances.map(somebodyLooks);
          waiting.push(issueOn(first), issueOn(second), issueOn(second));
          await Promise.all(looking);
        },
      );
      for (const again of await Promise.all(waiting)) {
        expect(again.status).toBe(201);
        expect(again.body.id).toBe(answer.body.id);
        expect(again.headers.get('Idempotency-Replayed')).toBe('true');
      }
      expect(await tokensOfUser()).toEqual([answer.body.id]);
    });

    it('run if it is refused', async () => {
      user = await createUser(first);
      const { id: assistantId } = await createAssistant(first, { ownerId: user.username });
      const body = { type: 'assistant', assistantId };
      const waiting: Promise<Answer>[] = [];
      const answer = await whileOneRuns(
        () => issueOn(first, 'one', body),
        async (runner) => {
          const looking = somebodyLooks(second);
          waiting.push(issueOn(second, 'one', body));
          await looking;
          await runner.query('DELETE FROM assistants WHERE id = $1', [assistantId]);
        },
      );
      expect([answer.status, (await waiting[0])?.status]).toEqual([404, 404]);
      expect(await tokensOfUser()).toEqual([]);
      expect((await issueOn(first, 'one', PERSONAL)).status).toBe(201);
    });

    it('create no second token if they consider it dead', async () => {
      user = await createUser(first);
      const later = await startAppForTest({ database: first.database });
      later.clock.advance({ seconds: 60 });
      const waiting: Promise<Answer>[] = [];
      const answer = await whileOneRuns(
        () => issueOn(first),
        async () => {
          waiting.push(issueOn(later));
          await statementsThatWait(2);
        },
      );
      const answers = [answer, ...(await Promise.all(waiting))];
      const [id] = await tokensOfUser();
      expect(await tokensOfUser()).toEqual([id]);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
      expect(answers.filter(isValue).map(({ body }) => body.id as string)).toEqual([id]);
      const again = await issueOn(later);
      expect([again.status, again.body.id]).toEqual([201, id]);
      expect(isValue(again)).toBe(false);
    });
  });

  it('are new requests if the key was last used a day before', async () => {
    user = await createUser(first);
    const { id } = user;
    user = { ...user, session: await createSession(first, id, WEEK_MS) };
    expect((await issueOn(first, 'one', { ...PERSONAL, notes: 'old' })).status).toBe(201);
    for (const { clock } of instances) clock.advance({ seconds: 86_400 });
    const answers = await whileHeld(
      first,
      (runner) => runner.query('SELECT FROM idempotency_keys WHERE scope = $1 FOR UPDATE', [id]),
      () => Promise.all(instances.map((app) => issueOn(app))),
      () => statementsThatWait(2),
    );
    expect(answers.map(({ status, body }) => [status, body.notes as string])).toEqual([
      [201, ''],
      [201, ''],
    ]);
    expect(answers.filter(isValue)).toHaveLength(1);
  });

  /** Waits until a request on this instance waits for another one. */
  function somebodyLooks(app: TestApp): Promise<void> {
    const keys = app.nest.get(IdempotencyRepository);
    return new Promise((resolve) => {
      const look = jest.spyOn(keys, 'isRunning').mockImplementationOnce((...request) => {
        look.mockRestore();
        resolve();
        return keys.isRunning(...request);
      });
    });
  }

  async function statementsThatWait(count: number): Promise<void> {
    for (;;) {
      const waiting = await first.dataSource.query<unknown[]>(
        `SELECT pid FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      if (waiting.length >= count) return;
    }
  }
});
