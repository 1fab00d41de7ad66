import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Api } from '../support/api.js';
import { eventually, newDataDir, ServiceProcess } from '../support/service-process.js';
import { ResidentMemory } from './support/resident-memory.js';
import { UnreadingClient } from './support/unreading-client.js';

const READERS = 200;
/** As many as may wait behind one another. */
const REQUESTS = 33;
const TOKENS = 200;
/** With two bytes for each letter of these, a page has 456 kB. */
const NOTES = 'é'.repeat(1_000);
const PAGE_BYTES = 400_000;
const ABOVE_NORMAL_MIB = 100;
const ALL_CLOSED_WITHIN_MS = 300_000;
const STALLED_WITHIN_MS = 60_000;

describe('clients that do not read their responses', () => {
  let service: ServiceProcess;
  let metricsUrl: string;
  let memory: ResidentMemory;
  let session: string;
  let admin: Api;
  let page: string;

  beforeAll(async () => {
    service = await ServiceProcess.start(await newDataDir(), { env: { METRICS_PORT: '0' } });
    await service.prints('Metrics: ');
    metricsUrl = /^Metrics: (\S+)$/m.exec(service.output)?.[1] ?? '';
    memory = new ResidentMemory(service.child.pid ?? NaN);
    session = await service.logIn();
    admin = service.api.as(session);
    const { body } = await admin.post('/api/assistants', {
      ownerId: 'admin',
      slug: 'a',
      name: 'A',
    });
    const assistantId = body.id as string;
    for (let i = 0; i < TOKENS; i++) {
      await admin.post('/api/tokens', { type: 'assistant', assistantId, notes: NOTES });
    }
    page = `/api/assistants/${assistantId}/tokens?limit=${TOKENS}`;
  });

  afterAll(async () => {
    memory.stop();
    await service.end('SIGTERM');
  });

  const openReaders = (count: number, requests: number) =>
    Promise.all(
      Array.from({ length: count }, () =>
        UnreadingClient.open(service.api.url, page, session, requests),
      ),
    );

  /** The clients that the service has disconnected for a reason. */
  async function countClosed(reason: string): Promise<number> {
    const metrics = await (await fetch(metricsUrl)).text();
    const line = new RegExp(`^unread_responses_closed_total\\{reason="${reason}"\\} (\\d+)$`, 'm');
    return Number(line.exec(metrics)?.[1]);
  }

  /** What the same pages take when their clients read them. */
  async function readPages(): Promise<void> {
    for (let round = 0; round < 20; round++) {
      const pages = await Promise.all(Array.from({ length: 20 }, () => admin.get(page)));
      for (const { status, text } of pages) {
        expect(status).toBe(200);
        expect(Buffer.byteLength(text)).toBeGreaterThan(PAGE_BYTES);
      }
    }
  }

  it(`cost at most ${ABOVE_NORMAL_MIB} MiB when ${READERS} of them ask for ${REQUESTS} pages each, and others are served`, async () => {
    await readPages();
    const normal = memory.takeHighest();
    const before = performance.now();
    const readers = await openReaders(READERS, REQUESTS);
    const statuses: number[] = [];
    await eventually(async () => {
      statuses.push((await admin.get('/api/auth/verify')).status);
      return (await countClosed('memory')) + (await countClosed('stalled')) === READERS;
    }, ALL_CLOSED_WITHIN_MS);
    const highest = memory.takeHighest();
    for (const reader of readers) reader.hangUp();
    const seconds = Math.round((performance.now() - before) / 1_000);
    const served = statuses.filter((status) => status === 200).length;
    console.log(
      `${normal} MiB, then at most ${highest} MiB; all were disconnected after ${seconds} s; ` +
        `${served} of ${statuses.length} requests of another client were served`,
    );

    expect(highest - normal).toBeLessThanOrEqual(ABOVE_NORMAL_MIB);
    // On a slow machine, so many large pages keep the database busy too.
    expect(new Set([...statuses, 200, 503])).toEqual(new Set([200, 503]));
    expect(served).toBeGreaterThan(statuses.length / 2);
    expect((await admin.get('/api/auth/verify')).status).toBe(200);
  }, 360_000);

  it('are disconnected when they take nothing', async () => {
    const before = await countClosed('stalled');
    const [reader] = await openReaders(1, REQUESTS);
    await eventually(async () => (await countClosed('stalled')) > before, STALLED_WITHIN_MS);
    await reader?.disconnected();
    expect((await admin.get(page)).status).toBe(200);
  }, 90_000);

  it('are disconnected when they send too many requests ahead, which keeps memory low', async () => {
    const normal = memory.takeHighest();
    const readers = await openReaders(20, 10_000);
    await Promise.all(readers.map((reader) => reader.disconnected()));
    expect(memory.takeHighest() - normal).toBeLessThanOrEqual(ABOVE_NORMAL_MIB);
  }, 90_000);
});
