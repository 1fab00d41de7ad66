import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { verifyAuditExport } from '../../clients/typescript/src/audit.js';
import { AuditChainService } from '../../src/audit/chain/audit-chain.service.js';
import { AuditRetentionSweeper } from '../../src/audit/retention/audit-retention.sweeper.js';
import { AuditSinkSweeper } from '../../src/audit/sink/audit-sink.sweeper.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { startAppForTest } from '../support/app-for-test.js';
import { eventually } from '../support/service-process.js';
import { TestApp } from '../support/test-app.js';

interface Received {
  headers: IncomingHttpHeaders;
  lines: string[];
}

const TOKEN = 'the-token-of-the-sink';

let sink: Server;
let received: Received[] = [];
let status = 204;
let env: Record<string, string>;
let app: TestApp;
let admin: TestUser;

beforeAll(async () => {
  sink = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const lines = body.split('\n').filter((line) => line !== '');
      received.push({ headers: request.headers, lines });
      response.writeHead(status).end();
    });
  }).listen(0, '127.0.0.1');
  await once(sink, 'listening');
  const { port } = sink.address() as AddressInfo;
  env = {
    AUDIT_SINK_URL: `http://127.0.0.1:${port}/trail`,
    AUDIT_SINK_TOKEN: TOKEN,
    AUDIT_LOG: 'stdout',
  };
  app = await TestApp.start({ env });
  admin = await createAdmin(app);
});

afterAll(async () => {
  await app.close();
  sink.close();
});

beforeEach(() => {
  status = 204;
});

async function signAnEvent(): Promise<string> {
  const { id } = await createToken(app, { owner: admin });
  await admin.api.delete(`/api/tokens/${id}`);
  await app.nest.get(AuditChainService).closeAll();
  return id;
}

const accepted = () => received.flatMap(({ lines }) => lines);
const headsIn = (requests: Received[]) => requests.map(({ headers }) => headers['audit-head']);

/** Another instance may hold the sink for a moment. */
async function sendAll({ nest }: TestApp, id: string): Promise<void> {
  await eventually(async () => {
    await nest.get(AuditSinkSweeper).sweep();
    return accepted().join('\n').includes(id);
  });
}

describe('the sink of the audit trail', () => {
  it('receives each signed batch with the token, and what it has received verifies', async () => {
    const first = await signAnEvent();
    const second = await signAnEvent();
    await sendAll(app, first);
    await sendAll(app, second);

    const { keys } = (await app.api.get('/.well-known/audit-keys.json')).body;
    expect(await verifyAuditExport(accepted(), { keys })).toMatchObject({ ok: true, faults: [] });
    expect(received[0]?.headers).toMatchObject({
      authorization: `Bearer ${TOKEN}`,
      'content-type': 'application/x-ndjson',
      'audit-head': '1',
    });
  });

  it('gets a batch again that it has refused, from any instance, and then goes on', async () => {
    received = [];
    status = 503;
    const id = await signAnEvent();
    await eventually(async () => {
      await app.nest
        .get(AuditSinkSweeper)
        .sweep()
        .catch(() => undefined);
      return received.length > 0;
    });
    const [refused] = headsIn(received);
    received = [];
    status = 200;
    const other = await startAppForTest({ env, database: app.database });

    await sendAll(other, id);

    expect(headsIn(received)[0]).toBe(refused);
    expect(app.log.text).not.toContain(TOKEN);
  });
});

describe('AUDIT_LOG=stdout', () => {
  it('writes each event and head once it is signed', async () => {
    const id = await signAnEvent();

    const lines = app.log.lines.filter(({ type }) => type === 'event' || type === 'head');

    const event = lines.findLast((line) => line.type === 'event');
    expect(event).toMatchObject({ event: { action: 'token.revoked', subject: { id } } });
    expect(lines.at(-1)).toMatchObject({ type: 'head', head: { count: expect.any(Number) } });
  });
});

describe('the retention of the audit trail', () => {
  const exportOf = async (one: TestApp): Promise<string[]> => {
    const { api } = await createAdmin(one);
    const response = await api
      .with({ Accept: 'application/x-ndjson' })
      .raw('GET', '/api/audit-events');
    return (await response.text()).split('\n').filter((line) => line !== '');
  };

  it('deletes whole batches, and what remains still verifies', async () => {
    const days = { AUDIT_RETENTION_DAYS: '30' };
    const other = await startAppForTest({ env: days, database: app.database });
    const old = await signAnEvent();
    other.clock.advance({ days: 31 });
    const { body } = await (await createAdmin(other)).api.post('/api/tokens', { type: 'personal' });

    await other.nest.get(AuditRetentionSweeper).sweep();

    const lines = await exportOf(other);
    const { keys } = (await app.api.get('/.well-known/audit-keys.json')).body;
    const verified = await verifyAuditExport(lines, { keys });
    expect(verified).toMatchObject({ ok: true, faults: [], first: { sequence: 1 } });
    expect(verified.cutUpTo).toBeGreaterThan(1);
    expect(lines.join('\n')).not.toContain(old);
    expect(lines.join('\n')).toContain(body.id);
    expect(lines.join('\n')).toContain('audit.events_deleted');
  });

  it('keeps what the sink does not have yet', async () => {
    status = 503;
    const id = await signAnEvent();
    const other = await startAppForTest({
      env: { ...env, AUDIT_RETENTION_DAYS: '1' },
      database: app.database,
    });
    other.clock.advance({ days: 400 });

    await other.nest.get(AuditRetentionSweeper).sweep();

    expect((await exportOf(other)).join('\n')).toContain(id);
  });
});
