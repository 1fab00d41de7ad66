import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createSession, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { dumpDatabase } from '../support/database-rows.js';
import { rawRequest } from '../support/raw-request.js';
import { TestApp } from '../support/test-app.js';

const VALUE = /^i5t_[0-9A-Za-z]{42}$/;
const HINT = /^i5t_[0-9A-Za-z]{6}…$/;
const MALFORMED = ['', ' ', 'two words', 'clé', 'x'.repeat(256)];

describe('a request with an Idempotency-Key', () => {
  let app: TestApp;
  let admin: TestUser;
  let user: TestUser;
  let assistant: TestAssistant;
  let count = 0;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
    user = await createUser(app);
    const ownerId = await createTeam(app, [[user, 'editor']]);
    assistant = await createAssistant(app, { ownerId });
  });

  afterAll(() => app.close());

  const newKey = () => `key-${++count}`;
  const body = () => ({ type: 'assistant', assistantId: assistant.naturalId, notes: 'CRM' });
  const keyed = (api: Api, key: string) => api.with({ 'Idempotency-Key': key });
  const issue = (api: Api, key: string, of: unknown = body()): Promise<Answer> =>
    keyed(api, key).post('/api/tokens', of);

  /** The number of rows in each table, except the keys. */
  async function rows(): Promise<string> {
    const dump = await dumpDatabase(app);
    return dump.replace(/^idempotency_keys .*\n?/gm, '');
  }

  async function keysInUse(): Promise<number> {
    const [row] = await app.dataSource.query<[{ count: number }]>(
      'SELECT count(*)::int AS count FROM idempotency_keys',
    );
    return row.count;
  }

  describe('that is refused', () => {
    it.each([
      ['without a credential', 401, 'credential_required', () => app.api],
      [
        'without the permission',
        403,
        'forbidden',
        async () => (await createUser(app, { permissions: [] })).api,
      ],
      [
        'without a seat',
        403,
        'seat_required',
        async () => (await createUser(app, { seat: false })).api,
      ],
    ])('is refused %s, even if the key has a stored response', async (_who, status, code, who) => {
      const key = newKey();
      await issue(user.api, key);
      const before = await dumpDatabase(app);
      const api = await who();
      const users = await rows();
      expect(await issue(api, key)).toMatchObject({ status, body: { code } });
      expect(await rows()).toBe(users);
      expect((await dumpDatabase(app)).match(/^idempotency_keys .*$/gm)).toEqual(
        before.match(/^idempotency_keys .*$/gm),
      );
    });

    it.each(MALFORMED)('is refused with the key "%s"', async (key) => {
      const before = await dumpDatabase(app);
      const answer = await user.api.call('POST', '/api/tokens', {
        body: body(),
        headers: { 'Idempotency-Key': key },
      });
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
      expect(await dumpDatabase(app)).toBe(before);
    });

    it('is refused with two keys, even if they are the same', async () => {
      const before = await dumpDatabase(app);
      const answer = await rawRequest(app.api.url, {
        method: 'POST',
        target: '/api/tokens',
        headers: [
          `Authorization: Bearer ${user.session}`,
          'Content-Type: application/json',
          'Content-Length: 19',
          'Idempotency-Key: one',
          'Idempotency-Key: one',
        ],
        body: '{"type":"personal"}',
      });
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
      expect(await dumpDatabase(app)).toBe(before);
    });

    it('is refused for its body first, and the key stays free', async () => {
      const key = newKey();
      const before = await dumpDatabase(app);
      expect((await issue(user.api, key, { type: 'none' })).body.code).toBe('validation_failed');
      expect(await dumpDatabase(app)).toBe(before);
      expect((await issue(user.api, key)).status).toBe(201);
    });

    it('leaves the key free if it is refused later', async () => {
      const key = newKey();
      const before = await dumpDatabase(app);
      const missing = { type: 'assistant', assistantId: `${user.username}:missing` };
      expect((await issue(user.api, key, missing)).status).toBe(404);
      expect(await dumpDatabase(app)).toBe(before);
      expect((await issue(user.api, key)).status).toBe(201);
    });

    it('gets no stored response once the credential has ended', async () => {
      const personal = await createToken(app, { owner: user });
      const key = newKey();
      expect((await issue(personal.api, key)).status).toBe(201);
      await user.api.delete(`/api/tokens/${personal.id}`);
      expect((await issue(personal.api, key)).status).toBe(401);
    });
  });

  describe('whose key was used for a different request', () => {
    it.each([
      ['another body', '/api/tokens', { type: 'personal' }],
      ['another route', '/api/assistants', { slug: 'other', name: 'Other' }],
    ])('is refused for %s', async (_what, path, other) => {
      const key = newKey();
      expect((await issue(user.api, key)).status).toBe(201);
      const before = await dumpDatabase(app);
      const answer = await keyed(user.api, key).post(path, other);
      expect(answer).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
      expect(await dumpDatabase(app)).toBe(before);
    });
  });

  describe('that is sent again', () => {
    it('gets the first response without the value and with a notice, and creates nothing', async () => {
      const key = newKey();
      const first = await issue(user.api, key);
      expect(first.status).toBe(201);
      expect(first.body.token).toMatch(VALUE);
      expect(first.body).not.toHaveProperty('notice');
      expect(first.headers.get('Idempotency-Replayed')).toBeNull();

      const before = await dumpDatabase(app);
      const again = await issue(user.api, key);
      expect(again.status).toBe(201);
      expect(again.headers.get('Idempotency-Replayed')).toBe('true');
      expect(again.body).toEqual({
        ...first.body,
        token: expect.stringMatching(HINT),
        notice: expect.stringContaining('shown once'),
      });
      expect(again.body.token.slice(0, -1)).toBe(first.body.token.slice(0, 10));
      for (const header of ['Location', 'Cache-Control', 'Content-Type']) {
        expect(again.headers.get(header)).toBe(first.headers.get(header));
      }
      expect(await dumpDatabase(app)).toBe(before);
    });

    it('is the same request with another order of fields and another session', async () => {
      const key = newKey();
      const first = await issue(user.api, key, {
        type: 'personal',
        data: { a: 1, b: { c: [1, 2], d: null } },
      });
      const session = app.api.as(await createSession(app, user.id));
      const again = await issue(session, key, {
        data: { b: { d: null, c: [1, 2] }, a: 1 },
        type: 'personal',
      });
      expect([first.status, again.status]).toEqual([201, 201]);
      expect(again.body.id).toBe(first.body.id);
      const reordered = { type: 'personal', data: { a: 1, b: { c: [2, 1], d: null } } };
      expect((await issue(user.api, key, reordered)).status).toBe(422);
    });

    it('stores no value anywhere', async () => {
      const { body: issued } = await issue(user.api, newKey(), { type: 'personal' });
      expect(await dumpDatabase(app)).not.toContain(issued.token.slice(10));
      expect(await dumpDatabase(app)).not.toMatch(/i5[stc]_[0-9A-Za-z]{42}/);
    });

    it('distinguishes a key in quotes from one without', async () => {
      const key = newKey();
      const [plain, quoted] = [
        await issue(user.api, key, { type: 'personal' }),
        await issue(user.api, `"${key}"`, { type: 'personal' }),
      ];
      expect([plain.status, quoted.status]).toEqual([201, 201]);
      expect(quoted.body.id).not.toBe(plain.body.id);
    });

    it('works for assistants and teams too', async () => {
      const requests: [string, object][] = [
        ['/api/assistants', { slug: 'made-once', name: 'Once' }],
        ['/api/teams', { id: 'made-once', name: 'Once' }],
      ];
      for (const [path, made] of requests) {
        const api = keyed(admin.api, newKey());
        const first = await api.post(path, made);
        const again = await api.post(path, made);
        expect([first.status, again.status]).toEqual([201, 201]);
        expect(again.body).toEqual(first.body);
        expect(again.headers.get('Location')).toBe(first.headers.get('Location'));
        expect(again.headers.get('Idempotency-Replayed')).toBe('true');
      }
    });

    it('is a different request for another user', async () => {
      const key = newKey();
      const other = await createUser(app);
      const [mine, theirs] = [
        await issue(user.api, key, { type: 'personal' }),
        await issue(other.api, key, { type: 'personal' }),
      ];
      expect(theirs.status).toBe(201);
      expect(theirs.body.username).toBe(other.username);
      expect(theirs.body.id).not.toBe(mine.body.id);
    });
  });

  describe('to a route that does not support it', () => {
    it('is processed as usual', async () => {
      const before = await keysInUse();
      const token = await createToken(app, { owner: user });
      const api = keyed(user.api, 'two words');
      const path = `/api/tokens/${token.id}`;
      expect((await api.patch(path, { notes: 'one' })).body.notes).toBe('one');
      expect((await api.patch(path, { notes: 'two' })).body.notes).toBe('two');
      expect(await keysInUse()).toBe(before);
    });
  });

  describe('that is sent again much later', () => {
    it('gets the first response for 24 hours, then a new one', async () => {
      const owner = await createUser(app);
      const api = app.api.as(await createSession(app, owner.id, 10 * 86_400_000));
      const key = newKey();
      const first = await issue(api, key, { type: 'personal' });

      app.clock.advance({ seconds: 86_390 });
      expect((await issue(api, key, { type: 'personal' })).body.id).toBe(first.body.id);

      app.clock.advance({ seconds: 20 });
      const later = await issue(api, key, { type: 'personal', notes: 'another' });
      expect(later.status).toBe(201);
      expect(later.body.id).not.toBe(first.body.id);
      expect(later.headers.get('Idempotency-Replayed')).toBeNull();
      expect((await issue(api, key, { type: 'personal', notes: 'another' })).body.id).toBe(
        later.body.id,
      );
    });
  });
});
