import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Pool } from 'pg';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { AuditEventsRepository } from '../../src/audit/events/audit-events.repository.js';
import { createAdmin } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { eventually } from '../support/service-process.js';
import { TestApp } from '../support/test-app.js';

const EVENTS = 60_000;
const BATCH = 20_000;
/** Of events. */
const PAGE = 500;
/** The buffers between the service and its client take some of them. */
const MOST_PAGES = EVENTS / PAGE / 2;
/** A page of events is a fifth of it. */
const MOST_HELD_BYTES = 1_500_000;
const OTHER_REQUESTS = 30;

describe('an export of a long trail', () => {
  let app: TestApp;
  let admin: TestUser;
  let pool: Pool;
  let responses: ServerResponse[];
  let held: number[];

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
    pool = (app.dataSource.driver as PostgresDriver).master as Pool;
    for (let added = 0; added < EVENTS; added += BATCH) {
      await app.dataSource.query(
        `INSERT INTO audit_events (id, at, action, subject_type, subject_id)
         SELECT gen_random_uuid(), $1, 'test.filled', 'test', n::text FROM generate_series(1, $2) n`,
        [app.clock.now(), BATCH],
      );
    }
    // What the whole export would sign first.
    await app.dataSource.query('TRUNCATE audit_pending');
    responses = [];
    app.nest.getHttpServer().prependListener('request', (_request, response: ServerResponse) => {
      responses.push(response);
    });
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  afterAll(() => app.close());

  /** Counts the pages that the service reads, and looks at what waits for the client before each. */
  function watchPages(response: () => ServerResponse | undefined) {
    held = [];
    const repository = app.nest.get(AuditEventsRepository);
    const findOldest = repository.findOldest.bind(repository);
    return jest.spyOn(repository, 'findOldest').mockImplementation((...asked) => {
      held.push(response()?.writableLength ?? 0);
      return findOldest(...asked);
    });
  }

  async function openExport(): Promise<{ socket: Socket; response: ServerResponse }> {
    const before = responses.length;
    const { port, hostname } = new URL(app.api.url);
    const socket = connect(Number(port), hostname).pause();
    await once(socket, 'connect');
    socket.write(
      [
        'GET /api/audit-events?action=test.filled HTTP/1.1',
        'Host: localhost',
        'Accept: application/x-ndjson',
        `Authorization: Bearer ${admin.session}`,
        '\r\n',
      ].join('\r\n'),
    );
    await eventually(() => responses.length > before);
    return { socket, response: responses[before] as ServerResponse };
  }

  async function sendOthers(): Promise<void> {
    for (let i = 0; i < OTHER_REQUESTS; i++) {
      expect((await admin.api.get('/api/auth/session')).status).toBe(200);
    }
  }

  /** Waits until the response takes no more, and no page is read. @returns how many were */
  async function pagesAtRest(
    pages: { mock: { calls: unknown[] } },
    response: ServerResponse,
  ): Promise<number> {
    for (;;) {
      const before = pages.mock.calls.length;
      await sendOthers();
      const isFull = response.writableNeedDrain || response.destroyed;
      if (isFull && pages.mock.calls.length === before) return before;
    }
  }

  it('is read completely, and the service never holds more than some pages', async () => {
    const before = responses.length;
    const pages = watchPages(() => responses[before]);
    const response = await admin.api.raw('GET', '/api/audit-events?action=test.filled', {
      headers: { Accept: 'application/x-ndjson' },
    });
    let [lines, bytes] = [0, 0];
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      for (const byte of chunk) if (byte === 10) lines += 1;
    }
    expect(lines).toBe(EVENTS);
    expect(pages).toHaveBeenCalledTimes(EVENTS / PAGE + 1);
    expect(bytes).toBeGreaterThan(10 * MOST_HELD_BYTES);
    expect(Math.max(...held)).toBeLessThan(MOST_HELD_BYTES);
  });

  it('is not read further while its reader takes nothing, and a hang-up frees everything', async () => {
    const pages = watchPages(() => undefined);
    const { socket, response } = await openExport();
    expect(await pagesAtRest(pages, response)).toBeLessThan(MOST_PAGES);
    expect(response.writableLength).toBeLessThan(MOST_HELD_BYTES);

    const closed = once(response, 'close');
    socket.destroy();
    await closed;
    expect(await pagesAtRest(pages, response)).toBeLessThan(MOST_PAGES);
    await eventually(() => pool.idleCount === pool.totalCount && pool.waitingCount === 0);
    const busy = await app.dataSource.query<object[]>(
      `SELECT state, query FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND state LIKE 'idle in %'`,
    );
    expect(busy).toEqual([]);
    expect(await app.dataSource.query('SELECT FROM pg_cursors')).toEqual([]);
  });
});
