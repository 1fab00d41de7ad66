import type { webcrypto } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyAuditExport } from '../../clients/typescript/src/audit.js';
import type { AuditVerification } from '../../clients/typescript/src/audit.js';
import { AuditChainService } from '../../src/audit/chain/audit-chain.service.js';
import { AuditRepository } from '../../src/audit/audit.repository.js';
import { SigningKeysService } from '../../src/verification/oauth/signing-keys/signing-keys.service.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { TestApp } from '../support/test-app.js';

let app: TestApp;
let admin: TestUser;

beforeAll(async () => {
  app = await TestApp.start();
  admin = await createAdmin(app);
});

afterAll(() => app.close());

const LINES = { Accept: 'application/x-ndjson' };

async function exported(query = '', by = admin): Promise<string[]> {
  const response = await by.api.with(LINES).raw('GET', `/api/audit-events${query}`);
  expect(response.status).toBe(200);
  expect(response.headers.get('Content-Type')).toBe('application/x-ndjson; charset=utf-8');
  return (await response.text()).split('\n').filter((line) => line !== '');
}

const publishedKeys = async () => (await app.api.get('/.well-known/audit-keys.json')).body.keys;

async function verify(lines: string[]): Promise<AuditVerification> {
  return verifyAuditExport(lines, { keys: await publishedKeys() });
}

async function revokeTokens(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const { id } = await createToken(app, { owner: admin });
    await admin.api.delete(`/api/tokens/${id}`);
    ids.push(id);
  }
  return ids;
}

const close = () => app.nest.get(AuditChainService).closeAll();
const typeOf = (line: string): string => JSON.parse(line).type;
const eventsIn = (lines: string[]) => lines.filter((line) => typeOf(line) === 'event');
const idOf = (line: string): string => JSON.parse(line).event.id;
const linesOf = (lines: string[], type: string) =>
  lines.flatMap((line, at) => (typeOf(line) === type ? [{ line, at }] : []));

describe('an export', () => {
  it('contains every event once, and verifies with the published keys', async () => {
    const ids = await revokeTokens(3);
    await close();
    const more = await revokeTokens(2);

    const lines = await exported();

    const verified = await verify(lines);
    expect(verified).toMatchObject({ ok: true, faults: [], cutUpTo: null, keysFrom: 'given' });
    expect(verified.first?.sequence).toBe(1);
    expect(verified.last?.sequence).toBeGreaterThanOrEqual(2);
    const events = eventsIn(lines).map((line) => JSON.parse(line).event);
    const revoked = events.filter(({ action }) => action === 'token.revoked');
    expect(revoked.map(({ subject }) => subject.id)).toEqual(
      expect.arrayContaining([...ids, ...more]),
    );
    expect(new Set(events.map(({ id }) => id)).size).toBe(verified.events);
    const [{ count }] = await app.dataSource.query<[{ count: number }]>(
      'SELECT count(*)::int AS count FROM audit_events',
    );
    expect(verified.events).toBe(count);
    expect(events.at(-1)).toMatchObject({ action: 'audit.exported' });
  });

  it('is of what the list shows', async () => {
    await revokeTokens(1);

    const line = eventsIn(await exported('?action=token.revoked')).at(-1) ?? '';

    const { event } = JSON.parse(line);
    const { body } = await admin.api.get(`/api/audit-events/${event.id}`);
    expect({ ...event, _links: body._links }).toEqual(body);
  });

  it('with a filter contains only events, oldest first', async () => {
    const ids = await revokeTokens(2);

    const lines = await exported(`?action=token.revoked`);

    expect(new Set(lines.map(typeOf))).toEqual(new Set(['event']));
    const subjects = lines.map((line) => JSON.parse(line).event.subject.id);
    expect(subjects.slice(-2)).toEqual(ids);
  });

  it('of somebody who may not read everything contains what the list shows', async () => {
    const user = await createUser(app);
    const token = await createToken(app, { owner: user });
    await user.api.delete(`/api/tokens/${token.id}`);

    const lines = await exported('', user);

    expect(lines.map((line) => JSON.parse(line).event.action)).toEqual(['token.revoked']);
  });

  it('can begin where the last one ended', async () => {
    const before = await verify(await exported());
    const ids = await revokeTokens(2);

    const lines = await exported(`?afterHead=${before.last?.sequence}`);

    const verified = await verify(lines);
    expect(verified).toMatchObject({
      ok: true,
      first: { sequence: Number(before.last?.sequence) + 1 },
    });
    const subjects = eventsIn(lines).map((line) => JSON.parse(line).event.subject.id);
    expect(subjects).toEqual(expect.arrayContaining(ids));
  });

  it('is refused to clients that want nothing that the service has', async () => {
    const answer = await admin.api.with({ Accept: 'text/csv' }).get('/api/audit-events');

    expect([answer.status, answer.body.code]).toEqual([406, 'not_acceptable']);
  });
});

describe('an export that somebody has altered', () => {
  let lines: string[];

  beforeAll(async () => {
    for (let round = 0; round < 3; round++) {
      await revokeTokens(4);
      await close();
    }
    lines = await exported();
  });

  it('names an event that was changed', async () => {
    const { line, at } = linesOf(lines, 'event')[5] ?? { line: '', at: -1 };
    const altered = lines.with(at, line.replace('"token.revoked"', '"token.created"'));
    expect(altered).not.toEqual(lines);

    expect((await verify(altered)).faults).toEqual([
      { fault: 'changed', eventId: idOf(line), head: expect.any(Number) },
    ]);
  });

  it.each(['"address":"127.0.0.1"', '"reason":null', '"userAgent":"node"'])(
    'names an event whose %s was changed',
    async (member) => {
      const { line, at } = linesOf(lines, 'event').find((one) => one.line.includes(member)) ?? {
        line: '',
        at: -1,
      };
      const altered = lines.with(at, line.replace(member, member.replace(/:.*/, ':"else"')));

      expect((await verify(altered)).faults).toMatchObject([
        { fault: 'changed', eventId: idOf(line) },
      ]);
    },
  );

  it('names the place of an event that was removed', async () => {
    const { at } = linesOf(lines, 'event')[5] ?? { at: -1 };

    expect((await verify(lines.toSpliced(at, 1))).faults).toEqual([
      { fault: 'removed', position: expect.any(Number), head: expect.any(Number) },
    ]);
  });

  it('names an event that was inserted', async () => {
    const { line, at } = linesOf(lines, 'event')[5] ?? { line: '', at: -1 };
    const id = '0198c1f4-2b1c-7d0e-8a51-6a0c3d4e5f62';
    const added = line.replace(idOf(line), id);

    expect((await verify(lines.toSpliced(at, 0, added))).faults).toEqual([
      { fault: 'inserted', eventId: id, head: expect.any(Number) },
    ]);
  });

  it('names an event that was moved, within its batch and to another', async () => {
    const events = linesOf(lines, 'event').filter(({ line }) => line.includes('token.revoked'));
    const [first, second] = events.slice(-3);
    const [earliest] = events;
    if (!first || !second || !earliest) throw new Error('There are too few events.');
    const swapped = lines.with(first.at, second.line).with(second.at, first.line);
    const moved = lines.toSpliced(first.at, 1).toSpliced(earliest.at, 0, first.line);

    const within = (await verify(swapped)).faults;
    const across = (await verify(moved)).faults;

    expect(within).toMatchObject([{ fault: 'reordered' }]);
    expect([idOf(first.line), idOf(second.line)]).toContain(
      (within[0] as { eventId: string }).eventId,
    );
    expect(across).toMatchObject([
      { fault: 'inserted', eventId: idOf(first.line) },
      { fault: 'removed' },
    ]);
  });

  it('tells that a whole batch was removed, or two swapped', async () => {
    const heads = linesOf(lines, 'head');
    const [, second, third] = heads;
    const [first] = heads;
    if (!first || !second || !third) throw new Error('There are too few heads.');
    const without = [...lines.slice(0, first.at + 1), ...lines.slice(second.at + 1)];
    const swapped = [
      ...lines.slice(0, first.at + 1),
      ...lines.slice(second.at + 1, third.at + 1),
      ...lines.slice(first.at + 1, second.at + 1),
      ...lines.slice(third.at + 1),
    ];

    expect((await verify(without)).faults).toContainEqual({ fault: 'broken_chain', head: 3 });
    expect((await verify(swapped)).faults).toContainEqual({ fault: 'broken_chain', head: 3 });
  });

  it('tells that the events of a batch in the middle are missing', async () => {
    const [first, second] = linesOf(lines, 'head');
    if (!first || !second) throw new Error('There are too few heads.');
    const withoutLeaves = { ...JSON.parse(second.line), leaves: undefined };
    const emptied = [
      ...lines.slice(0, first.at + 1),
      JSON.stringify(withoutLeaves),
      ...lines.slice(second.at + 1),
    ];

    expect((await verify(emptied)).faults).toContainEqual({ fault: 'events_missing', head: 2 });
  });

  it.each(['root', 'previous', 'from', 'to', 'count', 'sequence'])(
    'tells that the %s of a head was changed',
    async (member) => {
      const { line, at } = linesOf(lines, 'head')[1] ?? { line: '', at: -1 };
      const parsed = JSON.parse(line);
      const value = typeof parsed.head[member] === 'number' ? 7 : '0'.repeat(64);
      const altered = JSON.stringify({ ...parsed, head: { ...parsed.head, [member]: value } });

      expect((await verify(lines.with(at, altered))).faults).toContainEqual(
        expect.objectContaining({ fault: 'bad_signature' }),
      );
    },
  );

  it('tells that events were added at the end', async () => {
    const [event] = linesOf(lines, 'event');

    const { ok, faults } = await verify([...lines, event?.line ?? '']);

    expect([ok, faults]).toEqual([
      false,
      [{ fault: 'not_signed', eventId: idOf(event?.line ?? '') }],
    ]);
  });

  it('cannot tell that whole batches were cut from the end, but names the last head', async () => {
    const [, second] = linesOf(lines, 'head');
    const kept = lines.slice(0, (second?.at ?? 0) + 1);

    const cut = await verify(kept);

    expect(kept.length).toBeLessThan(lines.length);
    expect(cut).toMatchObject({ ok: true, last: { sequence: 2 } });
  });

  it('does not verify with a key of somebody else, or without its key', async () => {
    const keys = await publishedKeys();
    const { publicKey } = (await crypto.subtle.generateKey('Ed25519', true, [
      'sign',
      'verify',
    ])) as { publicKey: webcrypto.CryptoKey };
    const { x = '' } = await crypto.subtle.exportKey('jwk', publicKey);

    const forged = await verifyAuditExport(lines, {
      keys: keys.map((key: object) => ({ ...key, x })),
    });
    const none = await verifyAuditExport(lines, { keys: [] });

    expect(forged.faults).toContainEqual({ fault: 'bad_signature', head: 1 });
    expect(none.faults).toContainEqual({ fault: 'unknown_key', head: 1 });
  });

  it('tells that it used the keys of the export itself if it was given none', async () => {
    expect(await verifyAuditExport(lines)).toMatchObject({ ok: true, keysFrom: 'export' });
  });

  it('names a line that is none', async () => {
    expect((await verify(lines.with(0, '{"type":'))).faults).toEqual([
      { fault: 'bad_line', line: 1 },
    ]);
  });
});

describe('a trail that somebody has altered in the database', () => {
  it('does not verify any more, and the event is named', async () => {
    await revokeTokens(3);
    const lines = await exported();
    const [, changed, removed] = eventsIn(lines).slice(-5).map(idOf);
    await app.dataSource.transaction(async (manager) => {
      await manager.query(`UPDATE audit_events SET actor = 'nobody' WHERE id = $1`, [changed]);
      await manager.query('DELETE FROM audit_events WHERE id = $1', [removed]);
    });

    const { faults } = await verify(await exported());

    expect(faults).toEqual([
      { fault: 'changed', eventId: changed, head: expect.any(Number) },
      { fault: 'removed', position: expect.any(Number), head: expect.any(Number) },
    ]);
    await app.dataSource.query(`DELETE FROM audit_leaves`);
    await app.dataSource.query(`DELETE FROM audit_heads`);
    await app.dataSource.query(
      'INSERT INTO audit_pending SELECT id FROM audit_events ON CONFLICT DO NOTHING',
    );
  });
});

describe('the signing of batches', () => {
  it('includes an event that commits late in a later batch', async () => {
    const audit = app.nest.get(AuditRepository);
    const runner = app.dataSource.createQueryRunner();
    await runner.connect();
    await runner.startTransaction();
    await audit.record(runner.manager, {
      at: app.clock.now(),
      action: 'test.late',
      actor: null,
      credentialId: null,
      address: null,
      subjectType: 'test',
      subjectId: 'late',
    });
    await revokeTokens(2);
    await close();
    const { last } = await verify(await exported());
    await runner.commitTransaction();
    await runner.release();

    const lines = await exported(`?afterHead=${last?.sequence}`);

    expect(await verify(lines)).toMatchObject({ ok: true });
    expect(eventsIn(lines).filter((line) => line.includes('test.late'))).toHaveLength(1);
  });

  it('loses and repeats nothing when instances sign at the same time as others write', async () => {
    const working = Array.from({ length: 4 }, async () => {
      for (let round = 0; round < 5; round++) await Promise.all([revokeTokens(1), close()]);
    });
    await Promise.all(working);

    const verified = await verify(await exported());

    const [{ count }] = await app.dataSource.query<[{ count: number }]>(
      'SELECT count(*)::int AS count FROM audit_events',
    );
    expect(verified).toMatchObject({ ok: true, events: count });
  });

  it('goes on with the next key, and the published keys verify what the old one signed', async () => {
    const before = await verify(await exported());
    const keys = app.nest.get(SigningKeysService);
    app.clock.advance({ days: 29.5 });
    await keys.refresh();
    app.clock.advance({ days: 2 });
    await keys.refresh();
    const fresh = await createAdmin(app);

    const after = await verify(await exported('', fresh));

    expect(after.ok).toBe(true);
    expect(after.last?.kid).not.toBe(before.last?.kid);
    const { body } = await app.api.get('/.well-known/jwks.json');
    expect(body.keys.map(({ kid }: { kid: string }) => kid)).not.toContain(before.last?.kid);
  });
});

describe('the heads', () => {
  it('are listed, newest first, as they are in the export', async () => {
    const { api } = await createUser(app, { permissions: ['audit:read'] });
    await revokeTokens(1);
    await close();

    const { body } = await api.get('/api/audit-heads?limit=2');

    const signed = linesOf(await exported('', await createAdmin(app)), 'head').map(
      ({ line }) => JSON.parse(line).head,
    );
    const [newest] = body._embedded['inf:audit-head'];
    expect(signed).toContainEqual({ ...newest, _links: undefined });
    expect(body.total).toBeGreaterThan(2);
    const next = await api.get(body._links.next.href);
    expect(next.body._embedded['inf:audit-head'][0].sequence).toBe(newest.sequence - 2);
  });

  it('are refused without the permission', async () => {
    const { api } = await createUser(app);

    expect((await api.get('/api/audit-heads')).body.code).toBe('forbidden');
  });
});
