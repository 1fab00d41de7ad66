import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { deriveChild } from '../factories/children.factory.js';
import type { TestChild } from '../factories/children.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Api } from '../support/api.js';
import { auditedActions } from '../support/database-rows.js';
import { startAppForTest } from '../support/app-for-test.js';
import { TestApp } from '../support/test-app.js';

describe('a child token', () => {
  let app: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;
  let parent: TestToken;
  let child: TestChild;

  beforeAll(async () => {
    app = await TestApp.start();
  });

  beforeEach(async () => {
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
    parent = await createToken(app, { owner, assistant });
    child = await deriveChild(app, parent);
    expect(await use(child.api)).toBe(200);
  });

  afterAll(() => app.close());

  const use = async (api: Api) => (await api.get(`/api/assistants/${assistant.id}`)).status;
  const toParent = () => `/api/tokens/${parent.id}`;

  it.each<[string, () => Promise<unknown>]>([
    ['is revoked by its owner', () => owner.api.delete(toParent())],
    ['revokes itself', () => parent.api.delete('/api/tokens/self')],
    ['is revoked by RFC 7009', () => app.api.post('/api/oauth/revoke', { token: parent.secret })],
    ['is rotated', () => parent.api.post('/api/tokens/self/_rotate', {})],
    ['becomes read-only', () => owner.api.patch(toParent(), { readOnly: true })],
    [
      'is limited to addresses',
      () => owner.api.patch(toParent(), { restrict: 'cidr', cidr: '127.0.0.0/8,::1/128' }),
    ],
    [
      'is limited to a host',
      () => owner.api.patch(toParent(), { restrict: 'host', host: 'app.example.com' }),
    ],
    [
      'gets an end',
      () => owner.api.patch(toParent(), { expiresAt: new Date(Date.now() + 1e10).toISOString() }),
    ],
    ['gets a limit', () => owner.api.patch(toParent(), { rateLimitPerMinute: 1_000 })],
    ['ends its children', () => parent.api.delete('/api/tokens/self/children')],
    ['loses its children', () => owner.api.delete(`${toParent()}/children`)],
    ['loses its assistant', () => owner.api.delete(`/api/assistants/${assistant.id}`)],
    [
      'loses its user',
      async () => (await createAdmin(app)).api.delete(`/api/users/${owner.username}`),
    ],
    [
      'is deleted by hand',
      () => app.dataSource.query('DELETE FROM tokens WHERE id = $1', [parent.id]),
    ],
  ])('ends when its parent %s', async (_what, act) => {
    const other = await deriveChild(app, await createToken(app, { owner, assistant }));
    const answer = await act();
    if (answer instanceof Array) await app.caughtUp();
    else expect((answer as { status: number }).status).toBeLessThan(300);

    const { status, body, headers } = await child.api.get('/api/auth/session');
    expect([status, body.code]).toEqual([401, 'invalid_token']);
    expect(headers.get('WWW-Authenticate')).toContain('error="invalid_token"');
    expect((await app.api.as(child.secret).get('/api/tokens/self')).status).toBe(401);
    if (!/assistant|user/.test(_what)) expect(await use(other.api)).toBe(200);
  });

  it.each([
    ['notes', { notes: 'other' }],
    ['data', { data: { a: 1 } }],
    ['what happens on reuse', { onReuse: 'revoke' }],
    ['a restriction that stays as it is', { readOnly: false, restrict: null }],
  ])('stays valid when its parent changes %s', async (_what, change) => {
    expect((await owner.api.patch(toParent(), change)).status).toBe(200);
    expect(await use(child.api)).toBe(200);
  });

  it('ends with the secret it was derived with, and not with another', async () => {
    const { body } = await parent.api.post('/api/tokens/self/_rotate', { overlapSeconds: 120 });
    const renewed = app.api.as(body.token);
    const ofOld = await deriveChild(app, parent);
    const ofNew = await deriveChild(app, { api: renewed });
    const end = async ({ api }: TestChild) => (await api.get('/api/tokens/self')).body.expiresAt;
    expect(await end(ofOld)).toBe(body.secrets[1].retiresAt);
    expect(await end(child)).toBe(body.secrets[1].retiresAt);
    for (const one of [child, ofOld, ofNew]) expect(await use(one.api)).toBe(200);

    app.clock.advance({ seconds: 121 });
    expect(await Promise.all([child, ofOld, ofNew].map(({ api }) => use(api)))).toEqual([
      401, 401, 200,
    ]);
    expect((await parent.api.post('/api/tokens/_derive', {})).status).toBe(401);
  });

  it('expires at its own time, or with its parent if that is earlier', async () => {
    const expiresAt = new Date(app.clock.now().getTime() + 120_000);
    const short = await createToken(app, { owner, assistant, columns: { expiresAt } });
    const [minute, hour] = [
      await deriveChild(app, short, { expiresIn: 60 }),
      await deriveChild(app, short, { expiresIn: 3_600 }),
    ];
    expect((await hour.api.get('/api/tokens/self')).body.expiresAt).toBe(expiresAt.toISOString());
    app.clock.advance({ seconds: 60 });
    expect([await use(minute.api), await use(hour.api)]).toEqual([401, 200]);
    app.clock.advance({ seconds: 60 });
    expect(await use(hour.api)).toBe(401);
  });

  it('ends alone when it is revoked, and can be revoked again', async () => {
    const sibling = await deriveChild(app, parent);
    for (const api of [owner.api, parent.api, owner.api]) {
      expect((await api.delete(`/api/tokens/${child.id}`)).status).toBe(204);
    }
    expect([await use(child.api), await use(sibling.api), await use(parent.api)]).toEqual([
      401, 200, 200,
    ]);
    expect(await auditedActions(app, child.id)).toEqual(['child.revoked']);
    const { body } = await owner.api.get(`/api/tokens/${child.id}`);
    expect(body).toMatchObject({ status: 'revoked', revokedAt: expect.any(String) });
  });

  it('can revoke itself, also if it is read-only, and by RFC 7009', async () => {
    const readOnly = await deriveChild(app, parent, { readOnly: true });
    const other = await deriveChild(app, parent);
    expect((await readOnly.api.delete('/api/tokens/self')).status).toBe(204);
    expect((await other.api.delete(`/api/tokens/${other.id}`)).status).toBe(204);
    const revoke = () => app.api.post('/api/oauth/revoke', { token: child.secret });
    expect([(await revoke()).status, (await revoke()).status]).toEqual([200, 200]);
    for (const one of [readOnly, other, child]) expect(await use(one.api)).toBe(401);
    expect(await auditedActions(app, child.id)).toEqual(['child.revoked']);
  });

  it('can be revoked while its user is disabled', async () => {
    const admin = await createAdmin(app);
    const path = `/api/users/${owner.username}`;
    await admin.api.patch(path, { disabled: true });
    expect(await use(child.api)).toBe(401);
    expect((await app.api.post('/api/oauth/revoke', { token: child.secret })).status).toBe(200);
    await admin.api.patch(path, { disabled: false });
    expect([await use(child.api), await use(parent.api)]).toEqual([401, 200]);
  });

  it('follows its user and its seat', async () => {
    const admin = await createAdmin(app);
    await admin.api.post('/api/ai-seats/_unassign', { usernames: [owner.username] });
    expect((await child.api.get(`/api/assistants/${assistant.id}`)).body.code).toBe(
      'seat_required',
    );
    await admin.api.post('/api/ai-seats/_assign', { usernames: [owner.username] });
    expect(await use(child.api)).toBe(200);
  });

  it('ends on every instance', async () => {
    const other = await startAppForTest({ database: app.database });
    const there = other.api.as(child.secret);
    expect(await use(there)).toBe(200);
    expect((await parent.api.delete('/api/tokens/self/children')).status).toBe(204);
    await other.caughtUp();
    expect(await use(there)).toBe(401);
  });

  it('is not valid if it is derived while all children are revoked', async () => {
    const work = Array.from({ length: 20 }, () => parent.api.post('/api/tokens/_derive', {}));
    const ended = parent.api.delete('/api/tokens/self/children');
    const made = await Promise.all(work);
    expect((await ended).status).toBe(204);
    await parent.api.delete('/api/tokens/self/children');
    const later = await deriveChild(app, parent);
    const statuses = await Promise.all(made.map(({ body }) => use(app.api.as(body.token))));
    expect(new Set(statuses)).toEqual(new Set([401]));
    expect(await use(later.api)).toBe(200);
  });
});
