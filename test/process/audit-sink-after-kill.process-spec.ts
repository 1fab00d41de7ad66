import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { verifyAuditExport } from '../../clients/typescript/src/audit.js';
import { eventually, newDataDir, ServiceProcess } from '../support/service-process.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';

const SLOW = 300_000;
const EVENTS = 12_000;
/** After so many batches. The first and the last are killed before the sink has answered. */
const KILLS = [
  { after: 2, isAnswered: false },
  { after: 5, isAnswered: true },
  { after: 8, isAnswered: false },
];
const ADD_EVENTS = `
  INSERT INTO audit_events (id, at, action, subject_type, subject_id)
  SELECT gen_random_uuid(), now(), 'test.filled', 'test', n::text FROM generate_series(1, ${EVENTS}) n`;
/** Instead of a wait for the lease of the killed instance. */
const EXPIRE_LEASE = 'UPDATE audit_sink_positions SET expires_at = clock_timestamp()';

interface Batch {
  head: number;
  lines: string[];
}

describe('the sink of the audit trail, when the service is killed while it sends', () => {
  const received: Batch[] = [];
  let database: TestDatabase;
  let client: Client;
  let sink: Server;
  let onBatch: (response: ServerResponse) => void;

  const acceptBatch = (response: ServerResponse) => response.writeHead(204).end();
  const headsIn = (batches: Batch[]) => new Set(batches.map(({ head }) => head));

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new Client(database.url);
    await client.connect();
    sink = createServer((request, response) => void receive(request, response));
    sink.listen(0, '127.0.0.1');
    await once(sink, 'listening');
    onBatch = acceptBatch;
  });

  afterAll(async () => {
    sink.closeAllConnections();
    sink.close();
    await client.end();
    await database.drop();
  });

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const lines = (await text(request)).split('\n').filter((line) => line !== '');
    received.push({ head: Number(request.headers['audit-head']), lines });
    onBatch(response);
  }

  const start = async () => {
    const { port } = sink.address() as AddressInfo;
    return ServiceProcess.start(await newDataDir(), {
      env: { DATABASE_URL: database.url, AUDIT_SINK_URL: `http://127.0.0.1:${port}/trail` },
    });
  };

  /** Resolves when the service was killed after so many batches. */
  function killedAfter(service: ServiceProcess, after: number, isAnswered: boolean) {
    return new Promise((resolve) => {
      onBatch = (response) => {
        if (headsIn(received).size < after) {
          acceptBatch(response);
          return;
        }
        onBatch = () => undefined;
        const kill = () => {
          resolve(service.end('SIGKILL'));
        };
        if (isAnswered) response.writeHead(204).end(kill);
        else kill();
      };
    });
  }

  it(
    'gets every event at least once, and goes on where it was',
    async () => {
      let service = await start();
      await client.query(ADD_EVENTS);
      for (const { after, isAnswered } of KILLS) {
        const killed = killedAfter(service, after, isAnswered);
        const admin = service.api.as(await service.logIn());
        // Signs the events now instead of within 30 seconds. The kill may cut it off.
        const headers = { Accept: 'application/x-ndjson' };
        await admin.raw('GET', '/api/audit-events', { headers }).catch(() => undefined);
        await killed;

        const before = received.length;
        const last = received.at(-1)?.head ?? 0;
        onBatch = acceptBatch;
        service = await start();
        await eventually(async () => {
          await client.query(EXPIRE_LEASE);
          return received.length > before;
        });
        expect(isAnswered ? [last, last + 1] : [last]).toContain(received[before]?.head);
      }

      const lastHead = async () => {
        const { rows } = await client.query<{ last: string }>(
          'SELECT max(sequence) AS last FROM audit_heads',
        );
        return Number(rows[0]?.last);
      };
      await eventually(async () => headsIn(received).has(await lastHead()));
      const once = new Map(received.map(({ head, lines }) => [head, lines]));
      const lines = [...once.entries()].sort(([a], [b]) => a - b).flatMap(([, of]) => of);
      const { keys } = (await service.api.get('/.well-known/audit-keys.json')).body;
      expect(await verifyAuditExport(lines, { keys })).toMatchObject({ ok: true, faults: [] });
      const { rows } = await client.query<{ id: string }>(
        'SELECT event_id AS id FROM audit_leaves',
      );
      const told = new Set(
        lines.map((line) => (JSON.parse(line) as { event?: { id: string } }).event?.id),
      );
      expect(rows.length).toBeGreaterThan(EVENTS);
      expect(rows.filter(({ id }) => !told.has(id))).toEqual([]);
      expect(await service.end('SIGTERM')).toMatchObject({ code: 0 });
    },
    SLOW,
  );
});
