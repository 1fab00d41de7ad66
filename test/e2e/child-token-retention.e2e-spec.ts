import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ChildRetentionService } from '../../src/tokens/retention/child-retention.service.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createChildren } from '../factories/children.factory.js';
import type { TestChild } from '../factories/children.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { TestApp } from '../support/test-app.js';

describe('child tokens that ended', () => {
  let app: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;
  let parent: TestToken;

  beforeEach(async () => {
    app = await TestApp.start();
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
    parent = await createToken(app, { owner, assistant });
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await app.close();
  });

  const sweep = (of = app) => of.nest.get(ChildRetentionService).sweep();
  const secondsAgo = (seconds: number) => new Date(app.clock.now().getTime() - seconds * 1_000);
  const kept = async () => {
    const rows = await app.dataSource.query<{ id: string }[]>(
      'SELECT id FROM child_tokens ORDER BY id',
    );
    return rows.map(({ id }) => id);
  };
  const idsOf = (children: TestChild[]) => children.map(({ id }) => id).sort();

  async function deletionsDuring(work: () => Promise<unknown>): Promise<number[]> {
    const query = jest.spyOn(app.dataSource, 'query');
    await work();
    const results = query.mock.calls.flatMap(([sql], i) =>
      /DELETE FROM child_tokens/.test(sql)
        ? [query.mock.results[i]?.value as Promise<[unknown[], number]>]
        : [],
    );
    query.mockRestore();
    return (await Promise.all(results)).map(([, count]) => count);
  }

  it('are deleted two minutes after they expire, in small batches, without the others', async () => {
    await createChildren(app, 1_201, parent, { expiresAt: secondsAgo(121) });
    const rest = [
      ...(await createChildren(app, 20, parent, { expiresAt: secondsAgo(100) })),
      ...(await createChildren(app, 20, parent)),
    ];
    const sizes = await deletionsDuring(() => sweep());
    expect(sizes.reduce((sum, size) => sum + size)).toBe(1_201);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
    expect(await kept()).toEqual(idsOf(rest));
  });

  it('are deleted with their epoch, and with a revoked parent, long before they expire', async () => {
    const [revoked, other] = [
      await createToken(app, { owner, assistant }),
      await createToken(app, { owner, assistant }),
    ];
    await createChildren(app, 1_201, parent);
    await createChildren(app, 700, revoked);
    const rest = await createChildren(app, 5, other);
    expect((await parent.api.delete('/api/tokens/self/children')).status).toBe(204);
    expect((await revoked.api.delete('/api/tokens/self')).status).toBe(204);
    rest.push(...(await createChildren(app, 600, parent, { childEpoch: 1 })));

    const sizes = await deletionsDuring(() => sweep());

    expect(sizes.reduce((sum, size) => sum + size)).toBe(1_901);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
    expect(await kept()).toEqual(idsOf(rest));
    expect((await rest[0]?.api.get('/api/auth/session'))?.status).toBe(200);
    expect(await deletionsDuring(() => sweep())).toEqual([0]);
  });

  it('are skipped while another instance locks them, and deleted once by two instances', async () => {
    const other = await TestApp.start({ database: app.database });
    const [locked] = await createChildren(app, 1, parent);
    await createChildren(app, 1_500, parent);
    const runner = app.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('SELECT FROM child_tokens WHERE id = $1 FOR UPDATE', [locked?.id]);
    for (const { clock } of [app, other]) clock.advance({ seconds: 3_800 });
    await Promise.all([sweep(app), sweep(other), sweep(app)]);
    expect(await kept()).toEqual([locked?.id]);
    await runner.rollbackTransaction();
    await runner.release();
    await sweep(other);
    expect(await kept()).toEqual([]);
    await other.close();
  });
});
