import { afterEach, describe, expect, it } from '@jest/globals';
import type { Api } from '../support/api.js';
import { endEverything, newDataDir, ServiceProcess } from '../support/service-process.js';
import { issueTokens } from '../support/issued-tokens.js';
import type { IssuedToken } from '../support/issued-tokens.js';
import { PostgresServer, removeServers, urlOf } from './support/postgres-server.js';
import { caughtUp } from './support/replication.js';
import { report } from './support/report.js';

const TOKENS = 30;
/** Longer than the statement timeout of the service. */
const PATIENCE_MS = 20_000;
const MANY_MS = 120_000;
const STANDBY = 'standby';
const SYNCHRONOUS = `synchronous_standby_names = '${STANDBY}'`;

describe('revocations, and then a failover', () => {
  let primary: PostgresServer;
  let standby: PostgresServer;
  let session: Api;
  let tokens: IssuedToken[];

  afterEach(async () => {
    await endEverything();
    await removeServers();
  });

  async function start(settings: string): Promise<void> {
    primary = await PostgresServer.start();
    standby = await PostgresServer.startStandby(primary, STANDBY);
    await primary.configure(settings);
    await primary.reload();
    const env = { DATABASE_URL: urlOf([primary, standby]) };
    const service = await ServiceProcess.start(await newDataDir(), { env });
    session = service.api.as(await service.logIn());
    tokens = await issueTokens(session, TOKENS);
    await caughtUp(standby, primary);
  }

  /** @returns the ids of the tokens whose revocation was acknowledged */
  async function revokeAll(): Promise<string[]> {
    const answers = await Promise.all(
      tokens.map(async ({ id }) => {
        const signal = AbortSignal.timeout(PATIENCE_MS);
        const answer = session.raw('DELETE', `/api/tokens/${id}`, { signal });
        return (await answer.catch(() => null))?.status === 204 ? [id] : [];
      }),
    );
    return answers.flat();
  }

  /** Does what an operator may do to stuck requests, until the work is done. */
  async function cancelWaits(work: Promise<unknown>): Promise<void> {
    const cancel = async () => {
      await primary.query(
        `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`,
      );
      return false;
    };
    const done = work.then(() => true);
    while (!(await Promise.race([done, cancel()])));
  }

  /** The primary dies. The standby starts, if it is down, and takes over. */
  async function failOver(standbyIs: 'up' | 'down'): Promise<void> {
    await primary.stop('immediate');
    if (standbyIs === 'down') await standby.start();
    await standby.promote();
  }

  async function result(scenario: string, acknowledged: string[]) {
    const [{ lost }] = await standby.query<{ lost: number }>(
      `SELECT count(*)::int AS lost FROM tokens
       WHERE id = ANY ($1::uuid[]) AND revoked_at IS NULL`,
      [acknowledged],
    );
    report(scenario, `${acknowledged.length} acknowledged, ${lost} lost`);
    return { acknowledged: acknowledged.length, lost };
  }

  it(
    'loses those that an asynchronous standby has missed while it was down',
    async () => {
      await start('');
      await standby.stop('immediate');
      const acknowledged = await revokeAll();
      await failOver('down');
      expect(await result('Asynchronous, standby down', acknowledged)).toEqual({
        acknowledged: TOKENS,
        lost: TOKENS,
      });
    },
    MANY_MS,
  );

  it(
    'acknowledges and loses none while a synchronous standby is down',
    async () => {
      await start(SYNCHRONOUS);
      await standby.stop('immediate');
      const acknowledged = await revokeAll();
      await failOver('down');
      expect(await result('Synchronous, standby down', acknowledged)).toEqual({
        acknowledged: 0,
        lost: 0,
      });
    },
    MANY_MS,
  );

  it(
    'acknowledges none whose wait for the synchronous standby is canceled',
    async () => {
      await start(SYNCHRONOUS);
      await standby.stop('immediate');
      const revoking = revokeAll();
      await cancelWaits(revoking);
      const [{ committed }] = await primary.query<{ committed: number }>(
        'SELECT count(*)::int AS committed FROM tokens WHERE revoked_at IS NOT NULL',
      );
      expect(committed).toBeGreaterThan(0);
      const acknowledged = await revoking;
      await failOver('down');
      expect(await result('Synchronous, waits canceled', acknowledged)).toEqual({
        acknowledged: 0,
        lost: 0,
      });
    },
    MANY_MS,
  );

  it(
    'loses none with a synchronous standby',
    async () => {
      await start(SYNCHRONOUS);
      const acknowledged = await revokeAll();
      await failOver('up');
      expect(await result('Synchronous, standby up', acknowledged)).toEqual({
        acknowledged: TOKENS,
        lost: 0,
      });
    },
    MANY_MS,
  );
});
