import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  endEverything,
  eventually,
  newDataDir,
  ServiceProcess,
} from '../support/service-process.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';
import { wrongClock } from '../support/wrong-clock.js';

const MINUTES = 60;
const DAYS = 86_400;

describe.each([
  ['5 minutes behind', -5 * MINUTES],
  ['5 minutes ahead', 5 * MINUTES],
  ['100 days ahead', 100 * DAYS],
])('an instance whose clock is %s', (_, seconds) => {
  let database: TestDatabase;
  let service: ServiceProcess;
  let session: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    service = await ServiceProcess.start(await newDataDir(), {
      env: {
        DATABASE_URL: database.url,
        METRICS_PORT: '0',
        NODE_OPTIONS: wrongClock(seconds),
      },
    });
    session = await service.logIn();
  });

  afterAll(async () => {
    await endEverything();
    await database.drop();
  });

  it('judges and writes times by the clock of the database', async () => {
    const expiresAt = new Date(Date.now() + 2_000).toISOString();
    const admin = service.api.as(session);
    const issued = await admin.post('/api/tokens', { type: 'personal', expiresAt });
    expect(issued.status).toBe(201);
    const { createdAt, token } = issued.body as { createdAt: string; token: string };
    expect(Math.abs(Date.parse(createdAt) - Date.now())).toBeLessThan(60_000);
    const bearer = service.api.as(token);
    await eventually(async () => (await bearer.get('/api/auth/session')).status === 401);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expiresAt));
  });

  it('tells the difference in readiness, the log and the metrics', async () => {
    const { status, body } = await service.api.get('/health/ready');
    const { clockDifferenceSeconds } = body as { clockDifferenceSeconds: number };
    expect(status).toBe(200);
    expect(Math.abs(clockDifferenceSeconds + seconds)).toBeLessThanOrEqual(1);
    await service.prints('differs from the clock of the database');
    const [, address = ''] = /Metrics: (\S+)/.exec(service.output) ?? [];
    const metrics = await (await fetch(address)).text();
    const [, measured] = /^clock_difference_seconds (\S+)$/m.exec(metrics) ?? [];
    expect(Math.abs(Number(measured) + seconds)).toBeLessThan(2);
  });
});
