import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/service-process.js';
import { PostgresServer } from './support/postgres-server.js';

describe('a primary and its standby', () => {
  let primary: PostgresServer;
  let standby: PostgresServer;

  beforeAll(async () => {
    primary = await PostgresServer.start();
    standby = await PostgresServer.startStandby(primary);
  });

  const numbersOn = (server: PostgresServer) =>
    server.query<{ n: number }>('SELECT n FROM numbers ORDER BY n');

  it('have the same rows until the standby is promoted, and then each its own', async () => {
    await primary.query('CREATE TABLE numbers AS SELECT 1 AS n');
    await eventually(async () => {
      const [found] = await standby.query<{ oid: string | null }>(
        `SELECT to_regclass('numbers')::text AS oid`,
      );
      return found.oid === 'numbers';
    });
    await standby.promote();
    await primary.query('INSERT INTO numbers VALUES (2)');
    await standby.query('INSERT INTO numbers VALUES (3)');
    expect(await numbersOn(primary)).toEqual([{ n: 1 }, { n: 2 }]);
    expect(await numbersOn(standby)).toEqual([{ n: 1 }, { n: 3 }]);
  });

  it('keep connections open while they are frozen, and answer afterwards', async () => {
    const one = (server: PostgresServer) => server.query<{ one: number }>('SELECT 1 AS one');
    let answered = false;
    await primary.freeze();
    const answer = one(primary).finally(() => (answered = true));
    for (let i = 0; i < 20; i++) await one(standby);
    expect(answered).toBe(false);
    await primary.thaw();
    expect(await answer).toEqual([{ one: 1 }]);
  });
});
