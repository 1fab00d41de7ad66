import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DomainError, ForbiddenError } from '../../src/platform/errors/domain-error.js';
import { newId } from '../../src/platform/ids/id.js';
import { digestOfKey } from '../../src/api/idempotency/idempotency-key.js';
import { IdempotencyService } from '../../src/api/idempotency/idempotency.service.js';
import type { Outcome, Work } from '../../src/api/idempotency/idempotency.service.js';
import { TestApp } from '../support/test-app.js';

const KEY = 'one';
const LARGE = 'x'.repeat(300_000);

/** For routes that do more than create one thing in one transaction. */
describe('work that is done once for an Idempotency-Key', () => {
  let app: TestApp;
  let idempotency: IdempotencyService;
  let userId: string;
  let ids: string[];

  beforeAll(async () => {
    app = await TestApp.start();
    idempotency = app.nest.get(IdempotencyService);
  });

  afterAll(() => app.close());

  beforeEach(() => {
    userId = newId();
    ids = [];
  });

  function run<T>(work: Work<T>): Promise<Outcome<T>> {
    const request = {
      scope: userId,
      keyDigest: digestOfKey(KEY),
      fingerprint: digestOfKey('body'),
    };
    return idempotency.run(
      request,
      () => 201,
      (reservation) => {
        ids.push(reservation.id);
        return work(reservation);
      },
    );
  }

  const fail = (error: Error) => () => Promise.reject(error);

  it('runs again after a refusal, with a new id', async () => {
    const refusal = new ForbiddenError('Not you.');
    await expect(run(fail(refusal))).rejects.toBe(refusal);
    expect(await run(() => Promise.resolve({ made: true }))).toMatchObject({ replayed: false });
    expect(new Set(ids).size).toBe(2);
  });

  it.each([
    ['an unknown failure', new Error('Who knows?')],
    ['a failure that may pass', new DomainError('unavailable', 'Try again.')],
  ])('runs again after %s, with the same id', async (_what, error) => {
    await expect(run(fail(error))).rejects.toBe(error);
    const { body, replayed } = await run(async (reservation) => ({
      made: await reservation.findMade((id) => Promise.resolve(id)),
    }));
    expect([body.made, replayed]).toEqual([ids[0], true]);
    expect(new Set(ids).size).toBe(1);
  });

  it('keeps its id if it is refused after a failure', async () => {
    await expect(run(fail(new Error('Who knows?')))).rejects.toThrow('Who knows?');
    await expect(run(fail(new ForbiddenError('Not you.')))).rejects.toThrow('Not you.');
    await run(() => Promise.resolve({}));
    expect(new Set(ids).size).toBe(1);
  });

  it('finds the resource by its id if the response is too large to store', async () => {
    const { body } = await run(() => Promise.resolve({ text: LARGE }));
    expect(body.text).toHaveLength(LARGE.length);
    const again = await run(async (reservation) => ({
      text: LARGE,
      id: await reservation.findMade((id) => Promise.resolve(id)),
    }));
    expect(again).toMatchObject({ replayed: true, body: { text: LARGE, id: ids[0] } });
    const [row] = await app.dataSource.query<[{ size: number }]>(
      'SELECT pg_column_size(k.*) AS size FROM idempotency_keys k WHERE scope = $1',
      [userId],
    );
    expect(row.size).toBeLessThan(1_000);
  });
});
