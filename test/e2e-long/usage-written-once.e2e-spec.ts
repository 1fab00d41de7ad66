import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/platform/ids/id.js';
import { UsageRecorder } from '../../src/tokens/usage/recording/usage.recorder.js';
import { UsageRepository } from '../../src/tokens/usage/usage.repository.js';
import { createToken, createTokens } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { startAppForTest } from '../support/app-for-test.js';
import { BrokenWire } from '../support/broken-wire.js';
import { somebodyWaits } from '../support/lock-waits.js';
import { TestApp } from '../support/test-app.js';

const STATEMENT = 'INSERT INTO usage_batches';

describe('usage', () => {
  let app: TestApp;
  let owner: TestUser;
  let token: TestToken;

  beforeAll(async () => {
    app = await TestApp.start();
    owner = await createUser(app);
  });

  afterAll(() => app.close());

  beforeEach(async () => {
    token = await createToken(app, { owner });
  });

  async function use(of: TestApp, times: number, { secret } = token): Promise<void> {
    const api = of.api.as(secret);
    const answers = await Promise.all(
      Array.from({ length: times }, () => api.get('/api/auth/session')),
    );
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  }

  /** Sums all days, because midnight may pass. */
  async function accepted({ id } = token): Promise<number> {
    const [row] = await app.dataSource.query<[{ accepted: number }]>(
      `SELECT coalesce(sum(accepted), 0)::int AS accepted FROM token_usage WHERE token_id = $1`,
      [id],
    );
    return row.accepted;
  }

  describe('when the connection is lost', () => {
    let wire: BrokenWire;
    let wired: TestApp;

    beforeEach(async () => {
      wire = await BrokenWire.to(app.database.url);
      wired = await TestApp.start({
        database: { url: wire.url, drop: () => Promise.resolve() },
      });
    });

    afterEach(async () => {
      await wired.close();
      await wire.close();
    });

    it('is not lost with a statement that did not arrive', async () => {
      await use(wired, 3);
      const broken = wire.breakAt(STATEMENT, 'before');
      await expect(wired.flushUsage()).rejects.toThrow();
      await broken;
      expect(await accepted()).toBe(0);

      await use(wired, 4);
      await wired.flushUsage();

      expect(await accepted()).toBe(7);
    });

    it('is not added twice if it was written and only the result was lost', async () => {
      await use(wired, 3);
      const broken = wire.breakAt(STATEMENT, 'after');
      await expect(wired.flushUsage()).rejects.toThrow();
      await broken;
      expect(await accepted()).toBe(3);

      await use(wired, 4);
      await wired.flushUsage();
      await wired.flushUsage();

      expect(await accepted()).toBe(7);
      expect(wired.nest.get(UsageRecorder)).toMatchObject({ pending: 0, failedWrites: 1, lost: 0 });
    });

    it('survives repeated loss of results', async () => {
      for (let round = 1; round <= 4; round++) {
        await use(wired, 2);
        const broken = wire.breakAt(STATEMENT, round % 2 === 0 ? 'before' : 'after');
        await expect(wired.flushUsage()).rejects.toThrow();
        await broken;
      }
      await wired.flushUsage();

      expect(await accepted()).toBe(8);
    });

    it('is dropped instead of added twice if the record of the batch has expired', async () => {
      await use(wired, 3);
      const broken = wire.breakAt(STATEMENT, 'after');
      await expect(wired.flushUsage()).rejects.toThrow();
      await broken;
      await app.dataSource.query('DELETE FROM usage_batches');

      wired.clock.advance({ days: 6 });
      await wired.flushUsage();

      expect(await accepted()).toBe(3);
      expect(wired.nest.get(UsageRecorder)).toMatchObject({ pending: 0, lost: 3 });
    });
  });

  describe('when a batch is retried while the first attempt is still running', () => {
    it('is added once', async () => {
      const usage = app.nest.get(UsageRepository);
      const now = app.clock.now();
      const counts = [{ tokenId: token.id, day: 20_000, accepted: 5, refused: 0, rateLimited: 0 }];
      await usage.add({ id: newId(), takenAt: now, counts }, now);
      const runner = app.dataSource.createQueryRunner();
      await runner.startTransaction();
      await runner.query('SELECT FROM token_usage WHERE token_id = $1 FOR UPDATE', [token.id]);
      const batch = { id: newId(), takenAt: now, counts };
      const first = usage.add(batch, now);
      await somebodyWaits(app, first);
      const again = usage.add(batch, now);
      await runner.commitTransaction();
      await runner.release();
      await Promise.all([first, again]);

      expect(await accepted()).toBe(10);
    });
  });

  describe('when a token was deleted in the meantime', () => {
    it('is stored for the others', async () => {
      const gone = await createToken(app, { owner });
      await use(app, 2, gone);
      await use(app, 3);
      await app.dataSource.query('DELETE FROM tokens WHERE id = $1', [gone.id]);

      await app.flushUsage();

      expect(await accepted()).toBe(3);
      expect(await accepted(gone)).toBe(0);
    });

    it('is stored for the others if it is deleted during the write', async () => {
      const gone = await createToken(app, { owner });
      await use(app, 2, gone);
      await use(app, 3);
      const runner = app.dataSource.createQueryRunner();
      await runner.startTransaction();
      await runner.query('DELETE FROM tokens WHERE id = $1', [gone.id]);
      const flush = app.flushUsage();
      await somebodyWaits(app, flush);
      await runner.commitTransaction();
      await runner.release();
      await flush.catch(() => app.flushUsage());

      expect(await accepted()).toBe(3);
      expect(await accepted(gone)).toBe(0);
    });
  });

  describe('when several instances count the same tokens', () => {
    it('locks them in one order, whatever the order of use', async () => {
      const usage = app.nest.get(UsageRepository);
      const tokens = await createTokens(app, 1_500, { owner });
      const takenAt = app.clock.now();
      const counts = tokens.map(({ id: tokenId }) => ({
        tokenId,
        day: 20_000,
        accepted: 1,
        refused: 0,
        rateLimited: 0,
      }));

      for (let round = 0; round < 3; round++) {
        const orders = [counts, counts.toReversed(), counts, counts.toReversed()];
        await Promise.all(
          orders.map((order) => usage.add({ id: newId(), takenAt, counts: order }, takenAt)),
        );
      }

      const ids = tokens.map(({ id }) => id);
      const rows = await app.dataSource.query(
        `SELECT count(*)::int AS tokens, accepted::int FROM token_usage
         WHERE token_id = ANY ($1) GROUP BY accepted`,
        [ids],
      );
      expect(rows).toEqual([{ tokens: 1_500, accepted: 12 }]);
    });

    it('adds up, and no instance blocks another', async () => {
      const instances = [
        await startAppForTest({ database: app.database }),
        await startAppForTest({ database: app.database }),
        await startAppForTest({ database: app.database }),
      ];
      const tokens = await createTokens(app, 12, { owner });
      const rounds = instances.map(async (instance, index) => {
        const order = index % 2 === 0 ? tokens : tokens.toReversed();
        for (let round = 0; round < 5; round++) {
          await Promise.all(order.map((each) => use(instance, 2, each)));
          await Promise.all([instance.flushUsage(), instance.flushUsage()]);
        }
      });
      await Promise.all(rounds);

      const totals = await Promise.all(tokens.map((each) => accepted(each)));
      expect(totals).toEqual(tokens.map(() => 30));
      for (const instance of instances) {
        expect(instance.nest.get(UsageRecorder)).toMatchObject({ pending: 0, failedWrites: 0 });
      }
    });
  });
});
