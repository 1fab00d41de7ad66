import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { findPostmaster } from '../../src/platform/database/embedded/postmaster.js';
import type { Api } from '../support/api.js';
import {
  eventually,
  killPostgresIn,
  newDataDir,
  ServiceProcess,
} from '../support/service-process.js';
import { report } from './support/report.js';

const KILLS = 10;
const READY_WITHIN_MS = 5_000;
const WRITERS = 4;

/** Creates tokens until it is stopped, and remembers what the service has acknowledged. */
class Writer {
  readonly acknowledged: string[] = [];
  readonly statuses = new Set<number>();
  private stopped = false;
  private readonly done: Promise<void>;

  constructor(private readonly api: Api) {
    this.done = this.write();
  }

  stop(): Promise<void> {
    this.stopped = true;
    return this.done;
  }

  private async write(): Promise<void> {
    while (!this.stopped) {
      const { status, body } = await this.api.post('/api/tokens', { type: 'personal' });
      this.statuses.add(status);
      if (status === 201) this.acknowledged.push(body.id as string);
      else await delay(20);
    }
  }
}

describe('the embedded PostgreSQL', () => {
  let service: ServiceProcess;
  let dataDir: string;
  let admin: Api;

  const start = async () => {
    dataDir = await newDataDir();
    service = await ServiceProcess.start(dataDir);
    admin = service.api.as(await service.logIn());
  };

  afterEach(async () => {
    expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
  });

  const ready = async () => (await service.api.get('/health/ready')).status === 200;

  it(`is killed ${KILLS} times under writes: every acknowledged write is there`, async () => {
    await start();
    const writers = Array.from({ length: WRITERS }, () => new Writer(admin));
    const downtimes: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const before = writers[0]?.acknowledged.length ?? 0;
      await eventually(() => (writers[0]?.acknowledged.length ?? 0) > before + 3);
      const killedAt = performance.now();
      await killPostgresIn(dataDir);
      await eventually(ready);
      downtimes.push(Math.round(performance.now() - killedAt));
    }
    await Promise.all(writers.map((writer) => writer.stop()));

    const acknowledged = writers.flatMap((writer) => writer.acknowledged);
    report(
      `Embedded PostgreSQL, killed ${KILLS} times`,
      `${acknowledged.length} acknowledged writes, ready again after ${downtimes.join(', ')} ms`,
    );
    expect([...new Set(writers.flatMap(({ statuses }) => [...statuses]))].sort()).toEqual([
      201, 503,
    ]);
    expect(Math.max(...downtimes)).toBeLessThan(READY_WITHIN_MS);
    for (const id of acknowledged) {
      expect((await admin.get(`/api/tokens/${id}`)).status).toBe(200);
    }
  }, 180_000);

  it('hangs: the service ends it and starts it again', async () => {
    await start();
    const postmaster = await findPostmaster(`${dataDir}/postgres`);
    const hangsSince = performance.now();
    process.kill(postmaster?.pid ?? NaN, 'SIGSTOP');
    const isReplaced = async () =>
      (await findPostmaster(`${dataDir}/postgres`))?.pid !== postmaster?.pid && (await ready());
    await eventually(isReplaced, 60_000);
    const downtime = Math.round(performance.now() - hangsSince);
    report('Embedded PostgreSQL, stopped with SIGSTOP', `ready again after ${downtime} ms`);
    expect((await admin.post('/api/tokens', { type: 'personal' })).status).toBe(201);
  }, 120_000);
});
