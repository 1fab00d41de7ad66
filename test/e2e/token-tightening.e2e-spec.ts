import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeamAssistant } from '../factories/team-assistant.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Api } from '../support/api.js';
import { auditedActions, storedTokens } from '../support/database-rows.js';
import { TestApp } from '../support/test-app.js';

const WHO_AM_I = '/api/auth/session';

describe('changing a token', () => {
  let app: TestApp;
  let owner: TestUser;
  let editor: TestUser;
  let viewer: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start({ env: { TRUST_PROXY: 'loopback' } });
    ({ owner, editor, viewer, assistant } = await createTeamAssistant(app));
  });

  afterAll(() => app.close());

  const inSeconds = (seconds: number) => new Date(app.clock.now().getTime() + seconds * 1_000);
  const pathOf = ({ id }: TestToken) => `/api/tokens/${id}`;

  describe('when the caller must not change it', () => {
    const own = () => createToken(app, { owner, assistant });
    const personal = () => createToken(app, { owner });

    it.each<
      [string, () => Promise<TestToken>, (token: TestToken) => Promise<Api> | Api, number, string]
    >([
      ['without a credential', own, () => app.api, 401, 'credential_required'],
      ['a user who may not see it', own, async () => (await createUser(app)).api, 404, 'not_found'],
      ['a viewer of its assistant', own, () => viewer.api, 404, 'not_found'],
      ['a writer, of a personal token', personal, () => editor.api, 404, 'not_found'],
      [
        'an admin, of the personal token of a user',
        personal,
        async () => (await createAdmin(app)).api,
        403,
        'forbidden',
      ],
      ['the assistant token itself', own, (token) => token.api, 403, 'insufficient_scope'],
      [
        'another token of the assistant',
        own,
        async () => (await own()).api,
        403,
        'insufficient_scope',
      ],
      [
        'a read-only personal token of its owner',
        own,
        async () => (await createToken(app, { owner, columns: { readOnly: true } })).api,
        403,
        'read_only',
      ],
    ])('refuses it: %s', async (_name, make, apiOf, status, code) => {
      const token = await make();
      const api = await apiOf(token);
      const before = await storedTokens(app);

      const answer = await api.patch(pathOf(token), { notes: 'changed', readOnly: true });

      expect(answer).toMatchObject({ status, body: { code } });
      expect(await storedTokens(app)).toEqual(before);
      expect(await auditedActions(app, token.id)).toEqual([]);
    });
  });

  describe('when the body is invalid', () => {
    it.each<[string, object, string]>([
      ['the type', { type: 'personal' }, 'type'],
      ['the assistant', { assistantId: 'team:other' }, 'assistantId'],
      ['the owner', { username: 'admin' }, 'username'],
      ['its id', { id: '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60' }, 'id'],
      ['its value', { token: 'x' }, 'token'],
      ['the revocation', { revokedAt: null }, 'revokedAt'],
      ['notes that are no text', { notes: 1 }, 'notes'],
      ['readOnly that is null', { readOnly: null }, 'readOnly'],
      ['blocks without restrict', { cidr: '10.0.0.0/8' }, 'cidr'],
      ['restrict without blocks', { restrict: 'cidr' }, 'cidr'],
      ['an end in the past', { expiresAt: '2001-01-01T00:00:00Z' }, 'expiresAt'],
      ['data over 4 KiB', { data: { k: 'x'.repeat(4_096) } }, 'data'],
    ])('refuses %s', async (_name, body, field) => {
      const token = await createToken(app, { owner, assistant });
      const before = await storedTokens(app);

      const answer = await owner.api.patch(pathOf(token), { ...body, onReuse: 'revoke' });

      expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
      expect(answer.body.details[0].field).toBe(field);
      expect(await storedTokens(app)).toEqual(before);
    });
  });

  describe('when a restriction would be loosened', () => {
    const cidr = { restrict: 'cidr', cidr: '203.0.113.0/24,2001:db8::/32' } as const;
    const host = { restrict: 'host', host: 'app.example.com:8443' } as const;

    it.each<[string, object, object]>([
      ['readOnly off', { readOnly: true }, { readOnly: false }],
      ['no blocks', cidr, { cidr: null }],
      ['no restriction', cidr, { restrict: null }],
      ['no restriction and no blocks', cidr, { restrict: null, cidr: null }],
      ['a larger block', cidr, { cidr: '203.0.112.0/23' }],
      ['another block', cidr, { cidr: '203.0.113.0/24,192.0.2.0/24' }],
      ['every address', cidr, { cidr: '0.0.0.0/0,::/0' }],
      ['a host in place of blocks', cidr, { restrict: 'host', host: 'example.com' }],
      ['another host', host, { host: 'example.com' }],
      ['any port', host, { host: 'app.example.com' }],
      ['no host', host, { host: null }],
      ['blocks in place of a host', host, { restrict: 'cidr', cidr: '203.0.113.0/24', host: null }],
      ['a later end', { expiresAt: 600 }, { expiresAt: 601 }],
      ['no end', { expiresAt: 600 }, { expiresAt: null }],
      ['a higher limit', { rateLimitPerMinute: 60 }, { rateLimitPerMinute: 61 }],
      ['no limit', { rateLimitPerMinute: 60 }, { rateLimitPerMinute: null }],
    ])('refuses it and changes nothing: %s', async (_name, restrictions, looser) => {
      const now = app.clock.now().getTime();
      const withTimes = (fields: { expiresAt?: number | null }) =>
        typeof fields.expiresAt === 'number'
          ? { ...fields, expiresAt: new Date(now + fields.expiresAt * 1_000) }
          : fields;
      const columns = withTimes(restrictions) as object;
      const token = await createToken(app, { owner, assistant, columns });
      const before = await storedTokens(app);

      const answer = await owner.api.patch(pathOf(token), {
        ...withTimes(looser),
        notes: 'changed',
        onReuse: 'revoke',
      });

      expect(answer).toMatchObject({ status: 409, body: { code: 'restriction_not_tightened' } });
      expect(await storedTokens(app)).toEqual(before);
      expect(await auditedActions(app, token.id)).toEqual([]);
    });

    it('does not reactivate an expired token', async () => {
      const token = await createToken(app, { owner, columns: { expiresAt: inSeconds(-1) } });

      const answer = await owner.api.patch(pathOf(token), {
        expiresAt: inSeconds(600).toISOString(),
      });

      expect(answer).toMatchObject({ status: 409, body: { code: 'restriction_not_tightened' } });
      expect((await token.api.get(WHO_AM_I)).status).toBe(401);
    });
  });

  describe('when a restriction is tightened', () => {
    async function tighten(body: object): Promise<TestToken> {
      const token = await createToken(app, { owner });
      expect((await token.api.get(WHO_AM_I)).status).toBe(200);
      expect((await token.api.patch('/api/tokens/self', { notes: 'before' })).status).toBe(200);

      const answer = await owner.api.patch(pathOf(token), body);

      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ id: token.id, ...body });
      expect((await owner.api.get(pathOf(token))).body).toMatchObject(body);
      return token;
    }

    it('refuses unsafe methods immediately: readOnly', async () => {
      const token = await tighten({ readOnly: true });

      expect((await token.api.get(WHO_AM_I)).status).toBe(200);
      expect(await token.api.patch('/api/tokens/self', { notes: 'after' })).toMatchObject({
        status: 403,
        body: { code: 'read_only' },
      });
    });

    it('refuses other addresses immediately: cidr', async () => {
      const token = await tighten({ restrict: 'cidr', cidr: '203.0.113.0/24' });
      const from = (address: string) =>
        token.api.with({ 'X-Forwarded-For': address }).get(WHO_AM_I);

      expect((await from('203.0.113.7')).status).toBe(200);
      expect(await from('203.0.112.7')).toMatchObject({
        status: 403,
        body: { code: 'address_not_allowed' },
      });

      await owner.api.patch(pathOf(token), { cidr: '203.0.113.0/28' });

      expect((await from('203.0.113.7')).status).toBe(200);
      expect((await from('203.0.113.17')).status).toBe(403);
    });

    it('refuses other origins immediately: host', async () => {
      const token = await tighten({ restrict: 'host', host: 'example.com' });
      const at = (origin: string) => token.api.with({ Origin: origin }).get(WHO_AM_I);

      expect((await at('https://example.com:8443')).status).toBe(200);
      expect(await token.api.get(WHO_AM_I)).toMatchObject({
        status: 403,
        body: { code: 'origin_not_allowed' },
      });

      await owner.api.patch(pathOf(token), { host: 'example.com:8443' });

      expect((await at('https://example.com:8443')).status).toBe(200);
      expect((await at('https://example.com')).status).toBe(403);
    });

    it('ends the token at that time: expiresAt', async () => {
      const token = await tighten({ expiresAt: inSeconds(600).toISOString() });

      expect((await token.api.get(WHO_AM_I)).status).toBe(200);
      app.clock.advance({ seconds: 601 });
      expect(await token.api.get(WHO_AM_I)).toMatchObject({
        status: 401,
        body: { code: 'invalid_token' },
      });
    });

    it('keeps the limit: rateLimitPerMinute', async () => {
      const token = await tighten({ rateLimitPerMinute: 60 });

      const lower = await owner.api.patch(pathOf(token), { rateLimitPerMinute: 59 });

      expect(lower).toMatchObject({ status: 200, body: { rateLimitPerMinute: 59 } });
    });

    it('accepts unchanged values', async () => {
      const same = {
        readOnly: false,
        restrict: 'cidr',
        cidr: '127.0.0.0/8',
        expiresAt: inSeconds(600).toISOString(),
        rateLimitPerMinute: 60,
      };
      const token = await tighten(same);

      expect(await owner.api.patch(pathOf(token), same)).toMatchObject({ status: 200, body: same });
    });

    it('never becomes looser, whatever concurrent requests send', async () => {
      const token = await createToken(app, { owner, assistant });
      const limits = Array.from({ length: 20 }, (_, i) => 100 + ((i * 7) % 20));

      const answers = await Promise.all(
        limits.map((rateLimitPerMinute) => owner.api.patch(pathOf(token), { rateLimitPerMinute })),
      );

      expect(answers.filter(({ status }) => ![200, 409].includes(status))).toEqual([]);
      const accepted = answers.filter(({ status }) => status === 200);
      expect(accepted.length).toBeGreaterThan(0);
      expect(await auditedActions(app, token.id)).toEqual(accepted.map(() => 'token.updated'));
      expect((await owner.api.get(pathOf(token))).body.rateLimitPerMinute).toBe(100);
    });
  });

  describe('when the field is not a restriction', () => {
    it('changes notes, data and onReuse in both directions', async () => {
      const token = await createToken(app, { owner, assistant });
      const changes = [
        { notes: 'first', data: { a: { b: [1] } }, onReuse: 'revoke' },
        { notes: '', data: {}, onReuse: 'alert' },
      ];

      for (const change of changes) {
        const answer = await owner.api.patch(pathOf(token), change);
        expect(answer).toMatchObject({ status: 200, body: change });
        expect(answer.body.data).toEqual(change.data);
        expect((await owner.api.get(pathOf(token))).body).toMatchObject(change);
      }
      expect(await auditedActions(app, token.id)).toEqual(['token.updated', 'token.updated']);
    });

    it('keeps omitted fields and the secret', async () => {
      const columns = {
        readOnly: true,
        restrict: 'cidr',
        cidr: '127.0.0.0/8',
        notes: 'before',
        data: { kept: true },
        rateLimitPerMinute: 60,
        expiresAt: inSeconds(600),
      } as const;
      const token = await createToken(app, { owner, assistant, columns });
      const before = await owner.api.get(pathOf(token));

      const nothing = await owner.api.patch(pathOf(token), {});
      const notes = await owner.api.patch(pathOf(token), { notes: 'after' });

      expect(nothing.body).toEqual(before.body);
      expect(notes.body).toEqual({ ...before.body, notes: 'after' });
      expect((await token.api.get('/api/tokens/self')).status).toBe(200);
    });
  });

  describe('when the caller may change it', () => {
    it.each<[string, () => Promise<Api> | Api]>([
      ['its owner', () => owner.api],
      ['a personal token of its owner', async () => (await createToken(app, { owner })).api],
      ['another writer of its assistant', () => editor.api],
      ['an admin', async () => (await createAdmin(app)).api],
    ])('changes an assistant token: %s', async (_name, apiOf) => {
      const token = await createToken(app, { owner, assistant });
      const api = await apiOf();

      const answer = await api.patch(pathOf(token), { readOnly: true });

      expect(answer).toMatchObject({ status: 200, body: { readOnly: true } });
    });

    it('lets a personal token change itself as self', async () => {
      const token = await createToken(app, { owner });

      const answer = await token.api.patch('/api/tokens/self', { readOnly: true });

      expect(answer).toMatchObject({
        status: 200,
        body: { id: token.id, readOnly: true, _links: { self: { href: '/api/tokens/self' } } },
      });
    });
  });
});
