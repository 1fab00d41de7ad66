import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CredentialsRepository } from '../../src/admission/resolution/credentials.repository.js';
import { InvalidationFeed } from '../../src/admission/cache/invalidation/invalidation-feed.js';
import { LISTENER_NAME } from '../../src/admission/cache/invalidation/listener-connection.js';
import { CHANGES_CHANNEL } from '../../src/admission/cache/invalidation/principal-change.js';
import { createTeamAssistant } from '../factories/team-assistant.factory.js';
import type { TeamAssistant } from '../factories/team-assistant.factory.js';
import { createToken, createTokens } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin } from '../factories/users.factory.js';
import { closeInstances, startBehindProxy, startInstances } from '../support/instances.js';
import { Probe } from '../support/probe.js';
import { QueryWatch } from '../support/query-watch.js';
import { eventually } from '../support/service-process.js';
import type { StallingProxy } from '../support/stalling-proxy.js';
import type { TestApp } from '../support/test-app.js';

/** The bound that the security model promises for any failure. */
const BOUND_MS = 3_000;
const TOKENS = 20;

describe('a revoked token, on three instances', () => {
  let instances: TestApp[];
  let writer: TestApp;
  let scene: TeamAssistant;

  beforeAll(async () => {
    instances = await startInstances(3);
    [writer] = instances as [TestApp];
    scene = await createTeamAssistant(writer);
  });

  afterAll(() => closeInstances(instances));

  const newToken = () => createToken(writer, { owner: scene.owner, assistant: scene.assistant });

  const sessionStatus = async ({ api }: TestApp, { secret }: TestToken) =>
    (await api.as(secret).get('/api/auth/session')).status;

  const probesOf = (of: TestApp[], token: TestToken) =>
    of.map(({ api }) => new Probe(api.as(token.secret)));

  const isCurrent = ({ nest }: TestApp) => nest.get(InvalidationFeed).isCurrent;

  async function revoke({ id }: TestToken): Promise<number> {
    expect((await scene.owner.api.delete(`/api/tokens/${id}`)).status).toBe(204);
    return performance.now();
  }

  async function caughtUp(): Promise<number> {
    await Promise.all(instances.map((instance) => instance.caughtUp()));
    return performance.now();
  }

  const allAccepted = (probes: Probe[]) => probes.every(({ accepted }) => accepted > 0);
  const allRefused = (probes: Probe[]) => probes.every(({ refused }) => refused > 0);

  it('is refused by each instance on its announcement, and by the writer immediately, under load', async () => {
    const good = await newToken();
    const load = probesOf([...instances, ...instances], good);
    try {
      for (let i = 0; i < TOKENS; i++) {
        const token = await newToken();
        const probes = probesOf(instances, token);
        await eventually(() => allAccepted(probes));
        const answeredAt = await revoke(token);
        const heardAt = await caughtUp();
        await eventually(() => allRefused(probes));
        await Promise.all(probes.map((probe) => probe.stop()));
        const [ofWriter, ...ofOthers] = probes as [Probe, ...Probe[]];
        expect(ofWriter.lastAccepted).toBeLessThan(answeredAt);
        for (const { lastAccepted } of ofOthers) expect(lastAccepted).toBeLessThan(heardAt);
      }
    } finally {
      await Promise.all(load.map((probe) => probe.stop()));
    }
    expect(load.map(({ refused, others }) => [refused, others])).toEqual(load.map(() => [0, []]));
  });

  it('is refused while the connections that listen are killed again and again', async () => {
    const good = await newToken();
    const load = probesOf(instances, good);
    const killing = new AbortController();
    const { signal } = killing;
    const killer = (async () => {
      while (!signal.aborted) {
        await writer.dataSource.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE application_name = $1 AND datname = current_database()`,
          [LISTENER_NAME],
        );
        await eventually(() => signal.aborted || instances.some(isCurrent));
      }
    })();
    try {
      for (let i = 0; i < TOKENS; i++) {
        const token = await newToken();
        const probes = probesOf(instances, token);
        await eventually(() => allAccepted(probes));
        const answeredAt = await revoke(token);
        await eventually(() => allRefused(probes));
        await Promise.all(probes.map((probe) => probe.stop()));
        for (const { lastAccepted } of probes) {
          expect(lastAccepted).toBeLessThan(answeredAt + BOUND_MS);
        }
      }
    } finally {
      killing.abort();
      await killer;
      await Promise.all(load.map((probe) => probe.stop()));
    }
    expect(load.map(({ refused, others }) => [refused, others])).toEqual(load.map(() => [0, []]));
    await eventually(() => instances.every(isCurrent));
  });

  it('is refused by all during thousands of announcements', async () => {
    const tokens = await createTokens(writer, 2_000, {
      owner: scene.editor,
      assistant: scene.assistant,
    });
    const watched = tokens.slice(0, 20);
    const askAll = () =>
      Promise.all(
        instances.flatMap((instance) => watched.map((token) => sessionStatus(instance, token))),
      );
    expect(new Set(await askAll())).toEqual(new Set([200]));
    await Promise.all([
      writer.dataSource.query(
        `SELECT pg_notify($1, 'token:' || gen_random_uuid()) FROM generate_series(1, 20000)`,
        [CHANGES_CHANNEL],
      ),
      writer.dataSource.query('UPDATE tokens SET revoked_at = now() WHERE user_id = $1', [
        scene.editor.id,
      ]),
    ]);
    await caughtUp();
    expect(new Set(await askAll())).toEqual(new Set([401]));
    expect(instances.every(isCurrent)).toBe(true);
  });

  describe('that was read before its announcement arrived', () => {
    let reader: TestApp;
    let release: () => void;
    let read: Promise<void>;

    /** Holds the next response of the database until the release. */
    function holdNextAnswer(): void {
      const credentials = reader.nest.get(CredentialsRepository);
      const findToken = credentials.findToken.bind(credentials);
      const held = Promise.withResolvers<undefined>();
      const done = Promise.withResolvers<undefined>();
      release = () => {
        held.resolve(undefined);
      };
      read = done.promise;
      jest.spyOn(credentials, 'findToken').mockImplementationOnce(async (digest) => {
        const row = await findToken(digest);
        done.resolve(undefined);
        await held.promise;
        return row;
      });
    }

    beforeAll(() => {
      [, reader] = instances as [TestApp, TestApp];
    });

    afterEach(() => {
      jest.restoreAllMocks();
    });

    it('is not cached, and not accepted from later requests', async () => {
      const token = await newToken();
      holdNextAnswer();
      const first = sessionStatus(reader, token);
      await read;
      await revoke(token);
      await caughtUp();
      const joined = sessionStatus(reader, token);
      release();
      expect([200, 401]).toContain(await first);
      expect(await joined).toBe(401);
      expect(await sessionStatus(reader, token)).toBe(401);
    });

    it('is not accepted if the query took too long', async () => {
      const token = await newToken();
      holdNextAnswer();
      const askedAt = performance.now();
      const first = sessionStatus(reader, token);
      await read;
      await revoke(token);
      await caughtUp();
      await eventually(() => performance.now() > askedAt + 1_100);
      release();
      expect(await first).toBe(401);
    });

    it('is inactive in a batch that waits for other lookups', async () => {
      const asker = await createAdmin(writer);
      const [token, another] = [await newToken(), await newToken()];
      expect(await sessionStatus(reader, token)).toBe(200);
      holdNextAnswer();
      const batch = reader.api
        .as(asker.session)
        .post('/api/tokens/_introspect-batch', { tokens: [token.secret, another.secret] });
      await read;
      await revoke(token);
      await caughtUp();
      release();
      const { results } = (await batch).body as { results: { active: boolean }[] };
      expect(results.map(({ active }) => active)).toEqual([false, true]);
    });
  });

  describe('when one instance silently stops receiving announcements', () => {
    let cutOff: TestApp;
    let proxy: StallingProxy;
    let revoked: TestToken;

    beforeAll(async () => {
      ({ instance: cutOff, proxy } = await startBehindProxy(writer));
    });

    afterAll(async () => {
      proxy.resume();
      await cutOff.close();
      await proxy.close();
    });

    it('is refused by it within the bound, and other tokens never are', async () => {
      const [token, good] = [await newToken(), await newToken()];
      revoked = token;
      const [probe, ofGood] = [token, good].map(
        ({ secret }) => new Probe(cutOff.api.as(secret)),
      ) as [Probe, Probe];
      await eventually(() => allAccepted([probe, ofGood]));
      expect(isCurrent(cutOff)).toBe(true);

      proxy.stall(LISTENER_NAME);
      const answeredAt = await revoke(token);
      await eventually(() => probe.refused > 0);
      await eventually(() => performance.now() > answeredAt + BOUND_MS);
      await Promise.all([probe.stop(), ofGood.stop()]);

      expect(probe.lastAccepted).toBeLessThan(answeredAt + BOUND_MS);
      expect([ofGood.refused, ofGood.others, probe.others]).toEqual([0, [], []]);
      expect(isCurrent(cutOff)).toBe(false);
    });

    it('is looked up for each request until announcements arrive again, and then cached', async () => {
      const queries = new QueryWatch(cutOff);
      const token = await newToken();
      const askTwice = () =>
        queries.during(async () => {
          for (let i = 0; i < 2; i++) expect(await sessionStatus(cutOff, token)).toBe(200);
        });
      expect(isCurrent(cutOff)).toBe(false);
      expect(await askTwice()).toHaveLength(2);

      proxy.resume();
      await eventually(() => isCurrent(cutOff));
      expect(await askTwice()).toHaveLength(1);
      expect(await sessionStatus(cutOff, revoked)).toBe(401);
      // Applications of one process share the log of one of them.
      const logs = [...instances, cutOff].map(({ log }) => log.text).join();
      expect(logs).toContain('Not receiving announcements of changes');
      expect(logs).toContain('Receiving announcements of changes again');
    });
  });
});
