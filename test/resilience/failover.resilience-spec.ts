import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Probe } from '../support/probe.js';
import {
  endEverything,
  eventually,
  newDataDir,
  ServiceProcess,
} from '../support/service-process.js';
import { issueTokens } from '../support/issued-tokens.js';
import type { IssuedToken } from '../support/issued-tokens.js';
import { PostgresServer, removeServers, urlOf } from './support/postgres-server.js';
import { caughtUp } from './support/replication.js';
import { report } from './support/report.js';
import { SwitchingProxy } from './support/switching-proxy.js';

/** The bound that the security model promises for any failure. */
const BOUND_MS = 3_000;
const TOKENS = 20;
const MANY_MS = 120_000;

describe('a revocation after a failover', () => {
  let primary: PostgresServer;
  let standby: PostgresServer;
  let services: ServiceProcess[];
  let proxy: SwitchingProxy | undefined;
  let tokens: IssuedToken[];
  let good: IssuedToken;
  let probes: Probe[];

  beforeEach(async () => {
    probes = [];
    primary = await PostgresServer.start();
    standby = await PostgresServer.startStandby(primary);
  });

  afterEach(async () => {
    await Promise.all(probes.map((probe) => probe.stop()));
    await endEverything();
    await proxy?.close();
    proxy = undefined;
    await removeServers();
  });

  const probesOf = ({ value }: IssuedToken) => services.map(({ api }) => new Probe(api.as(value)));

  /** Starts two instances that remember the tokens. */
  async function startServices(url: string): Promise<void> {
    services = [];
    for (let i = 0; i < 2; i++) {
      services.push(await ServiceProcess.start(await newDataDir(), { env: { DATABASE_URL: url } }));
    }
    const [{ api }] = services as [ServiceProcess];
    const session = api.as(await (services[0] as ServiceProcess).logIn());
    [good, ...tokens] = (await issueTokens(session, TOKENS + 1)) as [IssuedToken];
    probes = tokens.flatMap(probesOf);
    await eventually(() => probes.every(({ accepted }) => accepted > 0));
    await caughtUp(standby, primary);
  }

  /** Revokes all tokens on the new primary. @returns how long the last acceptance came after that */
  async function revokeOnNewPrimary(): Promise<number> {
    await standby.query('UPDATE tokens SET revoked_at = now() WHERE id = ANY ($1::uuid[])', [
      tokens.map(({ id }) => id),
    ]);
    const revokedAt = performance.now();
    await eventually(() => probes.every(({ refused }) => refused > 0));
    await eventually(() => performance.now() > revokedAt + BOUND_MS);
    await Promise.all(probes.map((probe) => probe.stop()));
    return Math.max(...probes.map(({ lastAccepted }) => lastAccepted)) - revokedAt;
  }

  async function expectRecovery(): Promise<void> {
    for (const { api } of services) {
      await eventually(async () => (await api.get('/health/ready')).status === 200);
      expect((await api.as(good.value).get('/api/auth/session')).status).toBe(200);
      for (const { value } of tokens) {
        expect((await api.as(value).get('/api/auth/session')).status).toBe(401);
      }
    }
    const [one, other] = services as [ServiceProcess, ServiceProcess];
    expect((await one.api.as(good.value).delete('/api/tokens/self')).status).toBe(204);
    await eventually(
      async () => (await other.api.as(good.value).get('/api/auth/session')).status === 401,
    );
    const [{ revoked }] = await standby.query<{ revoked: boolean }>(
      'SELECT revoked_at IS NOT NULL AS revoked FROM tokens WHERE id = $1',
      [good.id],
    );
    expect(revoked).toBe(true);
  }

  const reportLateness = (scenario: string, latenessMs: number) => {
    report(scenario, `last acceptance ${Math.round(latenessMs)} ms after the revocation`);
  };

  it(
    'is obeyed by instances that know both hosts, while the old primary lives on',
    async () => {
      await startServices(urlOf([primary, standby], '?target_session_attrs=read-write'));
      await standby.promote();
      const lateness = await revokeOnNewPrimary();
      reportLateness('Both hosts, old primary alive', lateness);
      expect(lateness).toBeLessThan(BOUND_MS);
      await expectRecovery();
    },
    MANY_MS,
  );

  it(
    'is obeyed by instances that know both hosts, while the old primary is frozen',
    async () => {
      await startServices(urlOf([primary, standby], '?target_session_attrs=read-write'));
      await primary.freeze();
      await standby.promote();
      const lateness = await revokeOnNewPrimary();
      reportLateness('Both hosts, old primary frozen', lateness);
      expect(lateness).toBeLessThan(BOUND_MS);
      await expectRecovery();
      await primary.thaw();
      await expectOldPrimaryIgnored();
    },
    MANY_MS,
  );

  it(
    'is obeyed by instances of one address that moves, while open connections stay on the old primary',
    async () => {
      proxy = await SwitchingProxy.start(primary.port);
      await startServices(primary.url.replace(primary.address, proxy.address));
      await standby.promote();
      proxy.switchTo(standby.port);
      const lateness = await revokeOnNewPrimary();
      reportLateness('One address that moves, old primary alive', lateness);
      expect(lateness).toBeLessThan(BOUND_MS);
      await expectRecovery();
    },
    MANY_MS,
  );

  /** All tokens are revoked on the new primary only. Each instance looks at both hosts several times. */
  async function expectOldPrimaryIgnored(): Promise<void> {
    probes = [good, ...tokens].flatMap(probesOf);
    const begin = performance.now();
    await eventually(() => performance.now() > begin + BOUND_MS);
    await Promise.all(probes.map((probe) => probe.stop()));
    expect(Math.max(...probes.map(({ accepted }) => accepted))).toBe(0);
    expect(Math.min(...probes.map(({ refused }) => refused))).toBeGreaterThan(0);
  }
});
