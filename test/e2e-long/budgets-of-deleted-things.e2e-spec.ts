import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { QueryRunner } from 'typeorm';
import { createAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { fingerprintOf } from '../support/fingerprint.js';
import { whileHeld } from '../support/lock-waits.js';
import { TestApp } from '../support/test-app.js';

const BUDGET = { modelTokens: 1_000, period: 'month' };

interface Subject {
  id: string;
  /** The path of what has the budget. */
  path: string;
  table: string;
  column: string;
}

describe('a budget of something that is deleted at the same time', () => {
  let app: TestApp;
  let admin: TestUser;
  let subjects: Record<string, Subject>;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
  });

  afterAll(() => app.close());

  beforeEach(async () => {
    const owner = await createUser(app);
    const other = await createUser(app);
    const { id, naturalId } = await createAssistant(app, { ownerId: owner.username });
    const token = await createToken(app, { owner });
    subjects = {
      token: subject('token', token.id, `/api/tokens/${token.id}`),
      assistant: subject('assistant', id, `/api/assistants/${naturalId}`),
      user: subject('user', other.id, `/api/users/${other.username}`),
    };
  });

  const subject = (kind: string, id: string, path: string) => ({
    id,
    path,
    table: `${kind}s`,
    column: `${kind}_id`,
  });
  const insert = (runner: QueryRunner, { column, id }: Subject) =>
    runner.query(
      `INSERT INTO budgets (id, ${column}, model_tokens, period, warn_at, used, period_start, warned)
       VALUES (gen_random_uuid(), $1, 1, 'day', 80, 0, 0, false)`,
      [id],
    );
  const budgetsOf = ({ column, id }: Subject) =>
    app.dataSource.query(`SELECT FROM budgets WHERE ${column} = $1`, [id]);

  it.each(['token', 'assistant', 'user'])(
    'is not found if the deletion was first: %s',
    async (kind) => {
      const { path, table, id } = subjects[kind] as Subject;
      const answer = await whileHeld(
        app,
        (runner) => runner.query(`DELETE FROM ${table} WHERE id = $1`, [id]),
        () => admin.api.put(`${path}/budget`, BUDGET),
        () => Promise.resolve(),
      );
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
      expect(answer.body.message).toContain(kind);
      expect(
        await app.dataSource.query('SELECT FROM audit_events WHERE action LIKE $1', [
          `${kind}.budget%`,
        ]),
      ).toEqual([]);
    },
  );

  it.each(['token', 'assistant', 'user'])(
    'is not found if the budget was replaced meanwhile: %s',
    async (kind) => {
      const found = subjects[kind] as Subject;
      const { path, table, id } = found;
      expect((await admin.api.put(`${path}/budget`, BUDGET)).status).toBe(200);
      const answer = await whileHeld(
        app,
        (runner) => runner.query(`DELETE FROM ${table} WHERE id = $1`, [id]),
        () => admin.api.put(`${path}/budget`, { ...BUDGET, modelTokens: 5 }),
        () => Promise.resolve(),
      );
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
      expect(await budgetsOf(found)).toEqual([]);
    },
  );

  it.each(['assistant', 'user'])('is deleted with it if the budget was first: %s', async (kind) => {
    const found = subjects[kind] as Subject;
    const answer = await whileHeld(
      app,
      (runner) => insert(runner, found),
      () => admin.api.delete(found.path),
      () => Promise.resolve(),
    );
    expect(answer.status).toBe(204);
    expect(await budgetsOf(found)).toEqual([]);
  });

  it('leaves everything or nothing, however many requests race', async () => {
    for (const kind of ['assistant', 'user']) {
      const found = subjects[kind] as Subject;
      const answers = await Promise.all([
        ...Array.from({ length: 4 }, () => admin.api.put(`${found.path}/budget`, BUDGET)),
        admin.api.delete(found.path),
        ...Array.from({ length: 4 }, () => admin.api.put(`${found.path}/budget`, BUDGET)),
        admin.api.delete(`${found.path}/budget`),
      ]);
      expect(answers.filter(({ status }) => ![200, 204, 404].includes(status))).toEqual([]);
      expect(await budgetsOf(found)).toEqual([]);
      const before = await fingerprintOf(app);
      expect((await admin.api.put(`${found.path}/budget`, BUDGET)).status).toBe(404);
      expect(await fingerprintOf(app)).toBe(before);
    }
  });
});
