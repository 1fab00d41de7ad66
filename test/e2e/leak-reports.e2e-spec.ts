import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createChild } from '../factories/children.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { createWebhook } from '../factories/webhooks.factory.js';
import { digestOf, generateSecret } from '../../src/admission/credentials/secret.js';
import { newId } from '../../src/platform/ids/id.js';
import { LeakReport } from '../../src/tokens/leaks/leak-report.entity.js';
import { auditedLeaks, reportsHandled } from '../support/leaks.js';
import { dumpDatabase } from '../support/database-rows.js';
import { fingerprintOf } from '../support/fingerprint.js';
import { TestApp } from '../support/test-app.js';

const WHO_AM_I = '/api/auth/session';

describe('a leak report', () => {
  let app: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start({ env: { TRUST_PROXY: 'loopback' } });
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
    await createWebhook(app, { assistant, events: ['token.leaked'] });
  });

  afterAll(() => app.close());

  const newToken = (columns = {}) => createToken(app, { owner, assistant, columns });

  async function report(tokens: string[], source?: string) {
    const answer = await app.api.post('/api/leaks', { tokens, source });
    expect([answer.status, answer.text]).toEqual([202, '{}']);
    await reportsHandled(app);
  }

  const read = async (id: string) => (await owner.api.get(`/api/tokens/${id}`)).body;

  const eventsAbout = (tokenId: string) =>
    app.dataSource.query<{ event: string; data: object }[]>(
      `SELECT event, data FROM webhook_deliveries WHERE data->>'tokenId' = $1 ORDER BY id`,
      [tokenId],
    );

  describe('that is refused', () => {
    it.each<[string, unknown, string[]]>([
      ['without values', {}, ['tokens']],
      ['with one value instead of a list', { tokens: 'i5t_' }, ['tokens']],
      ['with values of another type', { tokens: [1] }, ['tokens']],
      ['with more than 1,000 values', { tokens: Array(1_001).fill('a') }, ['tokens']],
      ['with a long source', { tokens: [], source: 'a'.repeat(201) }, ['source']],
      ['with an unknown member', { tokens: [], url: 'a' }, ['url']],
    ])('%s, stores nothing', async (_name, body, fields) => {
      const before = await fingerprintOf(app);

      const answer = await app.api.post('/api/leaks', body);

      expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
      expect(answer.body.details.map(({ field }: { field: string }) => field)).toEqual(fields);
      expect(await fingerprintOf(app)).toBe(before);
    });

    it('as a list without a signature, stores nothing', async () => {
      const before = await fingerprintOf(app);
      const { secret } = await newToken();

      expect(await app.api.post('/api/leaks', [{ token: secret }])).toMatchObject({
        status: 400,
        body: { code: 'invalid_request' },
      });
      expect(await fingerprintOf(app)).not.toBe(before);
      expect(await app.dataSource.query('SELECT FROM leak_reports')).toEqual([]);
    });
  });

  it.each([
    ['nothing', () => []],
    ['texts', () => ['', 'hello', 'x'.repeat(10_000)]],
    ['unknown values', () => Array.from({ length: 1_000 }, () => generateSecret('i5t_'))],
    ['an unknown session', () => [generateSecret('i5s_')]],
  ])('of %s is accepted, and changes nothing', async (_name, values) => {
    const before = await fingerprintOf(app);

    await report(values());

    expect(await fingerprintOf(app)).toBe(before);
    expect((await owner.api.get(WHO_AM_I)).status).toBe(200);
  });

  it('tells the owner: on the token, in the audit trail and with an event', async () => {
    const token = await newToken({ notes: 'CRM' });
    expect(await read(token.id)).toMatchObject({ leakedAt: null });
    const reporter = app.api.with({ 'X-Forwarded-For': '203.0.113.7' });

    await reporter.post('/api/leaks', { tokens: [token.secret], source: 'gitleaks' });
    await reportsHandled(app);

    const { leakedAt, status, secrets } = await read(token.id);
    expect(Math.abs(Date.parse(leakedAt) - app.clock.now().getTime())).toBeLessThan(60_000);
    expect([status, secrets[0].leakedAt]).toEqual(['active', leakedAt]);
    const outcome = { source: 'gitleaks', url: null, action: 'alert' };
    expect(await auditedLeaks(app, token.id)).toEqual([
      {
        action: 'token.leaked',
        actor: null,
        address: '203.0.113.7',
        reason: null,
        details: { version: 1, ...outcome },
      },
    ]);
    expect(await eventsAbout(token.id)).toEqual([
      {
        event: 'token.leaked',
        data: expect.objectContaining({
          tokenId: token.id,
          notes: 'CRM',
          secretVersion: 1,
          ...outcome,
        }),
      },
    ]);
    expect((await token.api.get(WHO_AM_I)).status).toBe(200);
  });

  it('counts once, however often it comes', async () => {
    const token = await newToken();

    await Promise.all(Array.from({ length: 20 }, () => report([token.secret, token.secret])));
    await report([token.secret]);

    expect(await auditedLeaks(app, token.id)).toHaveLength(1);
    expect(await eventsAbout(token.id)).toHaveLength(1);
  });

  it('counts again for a new secret', async () => {
    const token = await newToken();
    await report([token.secret]);
    const rotated = await owner.api.post(`/api/tokens/${token.id}/_rotate`, {});
    const { leakedAt: first } = await read(token.id);

    app.clock.advance({ seconds: 60 });
    await report([rotated.body.token]);

    expect(await auditedLeaks(app, token.id)).toMatchObject([
      { action: 'token.leaked', details: { version: 1 } },
      { action: 'token.rotated' },
      { action: 'token.leaked', details: { version: 2 } },
    ]);
    const { leakedAt } = await read(token.id);
    expect(Date.parse(leakedAt)).toBeGreaterThan(Date.parse(first));
  });

  it.each([
    ['retired', (id: string) => owner.api.post(`/api/tokens/${id}/_rotate`, {})],
    ['revoked', (id: string) => owner.api.delete(`/api/tokens/${id}`)],
  ])('of a %s value is recorded, and announced to nobody', async (_name, end) => {
    const token = await newToken({ onReuse: 'revoke' });
    await end(token.id);

    await report([token.secret]);

    expect(await auditedLeaks(app, token.id)).toMatchObject([
      {},
      { action: 'token.leaked', details: { version: 1, action: null } },
    ]);
    expect(await read(token.id)).toMatchObject({ leakedAt: expect.any(String), reusedAt: null });
    expect(await eventsAbout(token.id)).toEqual([]);
  });

  it('of an expired token is recorded, and announced to nobody', async () => {
    const token = await newToken({ expiresAt: new Date(app.clock.now().getTime() - 1_000) });

    await report([token.secret]);

    expect(await auditedLeaks(app, token.id)).toMatchObject([{ details: { action: null } }]);
    expect(await eventsAbout(token.id)).toEqual([]);
  });

  it('of a child token tells the owner of its parent', async () => {
    const parent = await newToken();
    const child = await createChild(app, parent);

    await report([child.secret], 'a phone');

    expect(await read(child.id)).toMatchObject({ leakedAt: expect.any(String), status: 'active' });
    expect(await read(parent.id)).toMatchObject({ leakedAt: null });
    expect(await auditedLeaks(app, child.id)).toMatchObject([
      { action: 'child.leaked', details: { parentId: parent.id, source: 'a phone' } },
    ]);
    expect(await eventsAbout(parent.id)).toMatchObject([
      { event: 'token.leaked', data: { childId: child.id, action: 'alert' } },
    ]);
  });

  it('is handled by another instance if the one that accepted it is gone', async () => {
    const token = await newToken();
    await app.dataSource.manager.insert(LeakReport, {
      id: newId(),
      receivedAt: app.clock.now(),
      source: null,
      address: '203.0.113.7',
      leaks: [{ digest: digestOf(token.secret).toString('hex'), url: null }],
    });
    const other = await TestApp.start({ database: app.database });

    try {
      await reportsHandled(app);
      expect(await auditedLeaks(app, token.id)).toHaveLength(1);
    } finally {
      await other.close();
    }
  });

  it('leaves no value in the database or the log, not even in its source', async () => {
    const token = await newToken();

    await report([token.secret], `found ${token.secret}`);

    expect(await auditedLeaks(app, token.id)).toMatchObject([
      { details: { source: 'found [masked]' } },
    ]);
    expect(await dumpDatabase(app)).not.toContain(token.secret);
    expect(app.log.text).not.toContain(token.secret);
  });
});

describe('when LEAK_ACTION is revoke', () => {
  let app: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start({ env: { LEAK_ACTION: 'revoke' } });
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
  });

  afterAll(() => app.close());

  it('a reported token is revoked, with its children', async () => {
    const token = await createToken(app, { owner, assistant });
    const child = await createChild(app, token);
    const other = await createToken(app, { owner, assistant });
    expect((await token.api.get(WHO_AM_I)).status).toBe(200);

    await app.api.post('/api/leaks', { tokens: [token.secret] });
    await reportsHandled(app);
    await app.caughtUp();

    expect((await token.api.get(WHO_AM_I)).status).toBe(401);
    expect((await child.api.get(WHO_AM_I)).status).toBe(401);
    expect((await other.api.get(WHO_AM_I)).status).toBe(200);
    expect(await auditedLeaks(app, token.id)).toMatchObject([
      { action: 'token.leaked', details: { action: 'revoke' } },
      { action: 'token.revoked', reason: 'leaked' },
    ]);
  });

  it('a reported personal token is revoked', async () => {
    const token = await createToken(app, { owner });

    await app.api.post('/api/leaks', { tokens: [token.secret] });
    await reportsHandled(app);
    await app.caughtUp();

    expect((await token.api.get(WHO_AM_I)).status).toBe(401);
  });

  it('only the child token is revoked if that is what leaked', async () => {
    const token = await createToken(app, { owner, assistant });
    const child = await createChild(app, token);

    await app.api.post('/api/leaks', { tokens: [child.secret] });
    await reportsHandled(app);
    await app.caughtUp();

    expect((await child.api.get(WHO_AM_I)).status).toBe(401);
    expect((await token.api.get(WHO_AM_I)).status).toBe(200);
    expect(await auditedLeaks(app, child.id)).toMatchObject([
      { action: 'child.leaked' },
      { action: 'child.revoked', reason: 'leaked' },
    ]);
  });

  it('a retired value does not revoke its token', async () => {
    const token = await createToken(app, { owner, assistant });
    const rotated = await owner.api.post(`/api/tokens/${token.id}/_rotate`, {});

    await app.api.post('/api/leaks', { tokens: [token.secret] });
    await reportsHandled(app);
    await app.caughtUp();

    expect((await app.api.as(rotated.body.token as string).get(WHO_AM_I)).status).toBe(200);
  });
});

describe('when LEAK_ACTION is pause', () => {
  let app: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start({ env: { LEAK_ACTION: 'pause' } });
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
  });

  afterAll(() => app.close());

  it('a reported token is paused, and works again once it is resumed', async () => {
    const token = await createToken(app, { owner, assistant });

    await app.api.post('/api/leaks', { tokens: [token.secret] });
    await reportsHandled(app);
    await app.caughtUp();

    expect((await token.api.get(WHO_AM_I)).status).toBe(401);
    expect((await owner.api.get(`/api/tokens/${token.id}`)).body).toMatchObject({
      status: 'paused',
      pausedReason: 'leaked',
    });
    expect(await auditedLeaks(app, token.id)).toMatchObject([
      { action: 'token.leaked', details: { action: 'pause' } },
      { action: 'token.paused', reason: 'leaked' },
    ]);
    await owner.api.post(`/api/tokens/${token.id}/_resume`, {});
    expect((await token.api.get(WHO_AM_I)).status).toBe(200);
  });

  it('a reported child token is revoked, because it cannot be paused', async () => {
    const token = await createToken(app, { owner, assistant });
    const child = await createChild(app, token);

    await app.api.post('/api/leaks', { tokens: [child.secret] });
    await reportsHandled(app);
    await app.caughtUp();

    expect((await child.api.get(WHO_AM_I)).status).toBe(401);
    expect((await token.api.get(WHO_AM_I)).status).toBe(200);
  });

  it('a paused token stays paused with its reason', async () => {
    const token = await createToken(app, { owner, assistant });
    await owner.api.post(`/api/tokens/${token.id}/_pause`, { reason: 'Maintenance' });

    await app.api.post('/api/leaks', { tokens: [token.secret] });
    await reportsHandled(app);

    expect((await owner.api.get(`/api/tokens/${token.id}`)).body).toMatchObject({
      status: 'paused',
      pausedReason: 'Maintenance',
      leakedAt: expect.any(String),
    });
  });
});

describe('LEAK_REPORTS_PER_MINUTE', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ env: { LEAK_REPORTS_PER_MINUTE: '3', TRUST_PROXY: 'loopback' } });
  });

  afterAll(() => app.close());

  it('limits the reports from one address', async () => {
    const from = (address: string) => app.api.with({ 'X-Forwarded-For': address });
    const send = (address: string) => from(address).post('/api/leaks', { tokens: [] });
    for (const left of ['2', '1', '0']) {
      const answer = await send('203.0.113.7');
      expect(answer.status).toBe(202);
      expect(answer.headers.get('RateLimit')).toMatch(new RegExp(`^"leaks";r=${left};t=\\d+$`));
    }

    const refused = await send('203.0.113.7');

    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
    expect(refused.headers.get('Retry-After')).toMatch(/^\d+$/);
    expect((await send('203.0.113.8')).status).toBe(202);
  });
});
