import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { INACTIVE_TOKENS } from '../factories/inactive-tokens.factory.js';
import { createTeamAssistant } from '../factories/team-assistant.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { startAppForTest } from '../support/app-for-test.js';
import { auditedActions } from '../support/database-rows.js';
import { introspect, introspectForm, seenOf } from '../support/introspection.js';
import { QueryWatch } from '../support/query-watch.js';
import { expectInvalid, expectNoChange, expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const PATH = '/api/tokens/_introspect';

describe('introspection', () => {
  let app: TestApp;
  let admin: TestUser;
  /** An internal service with the permission and no seat. */
  let service: TestUser;
  let asker: Api;
  let owner: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start({ env: { TRUST_PROXY: 'loopback' } });
    admin = await createAdmin(app);
    service = await createUser(app, { permissions: ['tokens:introspect'], seat: false });
    asker = (await createToken(app, { owner: service })).api;
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
  });

  afterAll(() => app.close());

  const read = async ({ id }: TestToken) => {
    await app.flushLastUses();
    return (await admin.api.get(`/api/tokens/${id}`)).body;
  };

  const secondsOf = (time: string) => Math.floor(Date.parse(time) / 1_000);

  describe('when the caller must not introspect', () => {
    it.each<[string, (token: TestToken) => Api | Promise<Api>, number, string]>([
      ['nobody', () => app.api, 401, 'credential_required'],
      ['a user without the permission', () => owner.api, 403, 'forbidden'],
      [
        'the owner, by a personal token',
        async () => (await createToken(app, { owner })).api,
        403,
        'forbidden',
      ],
      ['an assistant token about itself', ({ api }) => api, 403, 'insufficient_scope'],
      [
        'an assistant token of one who has the permission',
        async () => (await createToken(app, { owner: service, assistant })).api,
        403,
        'insufficient_scope',
      ],
      [
        'a read-only token of one who has the permission',
        async () => (await createToken(app, { owner: service, columns: { readOnly: true } })).api,
        403,
        'read_only',
      ],
    ])('refuses %s', async (_name, as, status, code) => {
      const token = await createToken(app, { owner, assistant });
      const api = await as(token);
      await expectRefused(app, () => introspect(api, token.secret), status, code);
      await expectRefused(app, () => introspectForm(api, { token: token.secret }), status, code);
    });

    it('refuses a caller immediately whose permission was taken away', async () => {
      const former = await createUser(app, { permissions: ['tokens:introspect'] });
      const token = await createToken(app, { owner });
      const { api } = await createToken(app, { owner: former });
      expect((await introspect(api, token.secret)).body.active).toBe(true);

      await admin.api.patch(`/api/users/${former.username}`, { permissions: [] });

      await expectRefused(app, () => introspect(api, token.secret), 403, 'forbidden');
    });

    it('does not count as a use of the token', async () => {
      const token = await createToken(app, { owner });
      await introspect(owner.api, token.secret);
      expect((await read(token)).lastUsedAt).toBeNull();
    });
  });

  describe('when the request is wrong', () => {
    it.each<[string, unknown, string[]]>([
      ['no token', {}, ['token']],
      ['a hint only', { token_type_hint: 'access_token' }, ['token']],
      ['null', { token: null }, ['token']],
      ['a number', { token: 7 }, ['token']],
      ['a list', { token: ['i5t_'] }, ['token']],
      ['a hint that is no text', { token: 'x', token_type_hint: 7 }, ['token_type_hint']],
      ['another field', { token: 'x', client_id: 'y' }, ['client_id']],
    ])('refuses %s', async (_name, body, fields) => {
      await expectInvalid(app, () => asker.post(PATH, body), fields);
    });

    it.each<[string, string, string[]]>([
      ['an empty form', 'token=', ['token']],
      ['a form with two tokens', 'token=x&token=y', ['token']],
      ['a form with two hints', 'token=x&token_type_hint=a&token_type_hint=b', ['token_type_hint']],
    ])('refuses %s', async (_name, form, fields) => {
      await expectInvalid(app, () => introspectForm(asker, form), fields);
    });

    it('does not repeat a token that is in the wrong place', async () => {
      const { secret } = await createToken(app, { owner });
      for (const fields of [
        { [secret]: 'x' },
        { token: 'x', [secret]: '', client_secret: secret },
      ]) {
        const answers = [await asker.post(PATH, fields), await introspectForm(asker, fields)];
        expect(answers[0]?.status).toBe(400);
        for (const { text } of answers) expect(text).not.toContain(secret);
      }
    });

    it.each<[string, (secret: string) => Promise<Answer>]>([
      ['the query', (secret) => asker.post(`${PATH}?token=${secret}`, { token: secret })],
      ['access_token', (secret) => asker.post(PATH, { token: secret, access_token: secret })],
      [
        'access_token of a form',
        (secret) => introspectForm(asker, { token: secret, access_token: secret }),
      ],
    ])('refuses a token in %s', async (_place, request) => {
      const { secret } = await createToken(app, { owner });
      await expectRefused(app, () => request(secret), 400, 'credential_in_request');
    });

    it.each<[string, Record<string, string>]>([
      ['text', { 'Content-Type': 'text/plain' }],
      ['a multipart form', { 'Content-Type': 'multipart/form-data; boundary=x' }],
    ])('refuses %s', async (_name, headers) => {
      const request = () => asker.post(PATH, 'token=x', { headers });
      const { headers: answered } = await expectRefused(
        app,
        request,
        415,
        'unsupported_media_type',
      );
      expect(answered.get('Accept')).toBe('application/json, application/x-www-form-urlencoded');
    });
  });

  describe('when the token is not valid, or hidden from the caller', () => {
    it.each(Object.entries(INACTIVE_TOKENS))('says that and no more: %s', async (_name, make) => {
      const secret = await make(app);
      const answer = await introspect(asker, secret);
      expect(answer.text).toBe('{"active":false}');
      expect(seenOf(answer)).toEqual(seenOf(await introspect(asker, 'unknown')));
      expect(seenOf(await introspect(asker, secret))).toEqual(seenOf(answer));
    });

    it('shows a session only to its user and to admins', async () => {
      expect((await introspect(service.api, owner.session)).body).toEqual({ active: false });
      expect((await introspect(service.api, service.session)).body.active).toBe(true);
      expect((await introspect(asker, service.session)).body.active).toBe(true);
      expect((await introspect(admin.api, owner.session)).body.active).toBe(true);
      const { api } = await createToken(app, { owner: admin });
      expect((await introspect(api, owner.session)).body.active).toBe(true);
    });

    it('does not count as a use of it', async () => {
      const seatless = await createUser(app, { seat: false });
      const ownerId = seatless.username;
      const useless = await createToken(app, {
        owner: seatless,
        assistant: await createAssistant(app, { ownerId }),
      });
      await introspect(asker, useless.secret);
      expect((await read(useless)).lastUsedAt).toBeNull();
    });
  });

  describe('when something changes', () => {
    it('follows the expiry', async () => {
      const expiresAt = new Date(app.clock.now().getTime() + 60_000);
      const { secret } = await createToken(app, { owner, columns: { expiresAt } });
      expect((await introspect(asker, secret)).body.active).toBe(true);
      app.clock.advance({ seconds: 60 });
      expect((await introspect(asker, secret)).body).toEqual({ active: false });
    });

    it.each<[string, (token: TestToken) => Promise<Answer>]>([
      ['its revocation', ({ id }) => owner.api.delete(`/api/tokens/${id}`)],
      ['its revocation by itself', ({ api }) => api.delete('/api/tokens/self')],
      ['a rotation', ({ id }) => owner.api.post(`/api/tokens/${id}/_rotate`, {})],
    ])('follows %s at once', async (_name, change) => {
      const token = await createToken(app, { owner, assistant });
      expect((await introspect(asker, token.secret)).body.active).toBe(true);
      expect((await change(token)).status).toBeLessThan(300);
      expect((await introspect(asker, token.secret)).body).toEqual({ active: false });
    });

    it('follows the seat for an assistant token, in contrast to a personal one', async () => {
      const holder = await createUser(app);
      const own = await createAssistant(app, { ownerId: holder.username });
      const limited = await createToken(app, { owner: holder, assistant: own });
      const personal = await createToken(app, { owner: holder });
      const change = (what: string) =>
        admin.api.post(`/api/ai-seats/${what}`, { usernames: [holder.username] });
      expect((await introspect(asker, limited.secret)).body.active).toBe(true);

      await change('_unassign');

      expect((await introspect(asker, limited.secret)).body).toEqual({ active: false });
      expect((await introspect(asker, personal.secret)).body).toMatchObject({
        active: true,
        scope: 'assistants:create tokens:create',
        seat: false,
      });

      await change('_assign');

      expect((await introspect(asker, limited.secret)).body.active).toBe(true);
    });

    it('follows the owner out of the team', async () => {
      const { owner: member, assistant: ofTeam } = await createTeamAssistant(app);
      const { secret } = await createToken(app, { owner: member, assistant: ofTeam });
      expect((await introspect(asker, secret)).body.active).toBe(true);

      const [team = ''] = ofTeam.naturalId.split(':');
      await admin.api.delete(`/api/teams/${team}/members/${member.username}`);

      expect((await introspect(asker, secret)).body).toEqual({ active: false });
    });

    it('follows the name of the assistant', async () => {
      const renamed = await createAssistant(app, { ownerId: owner.username });
      const { secret } = await createToken(app, { owner, assistant: renamed });
      expect((await introspect(asker, secret)).body.assistant_id).toBe(renamed.naturalId);
      await owner.api.patch(`/api/assistants/${renamed.id}`, { slug: 'renamed' });
      expect((await introspect(asker, secret)).body.assistant_id).toBe(`${owner.username}:renamed`);
    });
  });

  describe('when a retired secret is introspected', () => {
    const rotated = async (onReuse: 'alert' | 'revoke') => {
      const token = await createToken(app, { owner, assistant, columns: { onReuse } });
      const { body } = await owner.api.post(`/api/tokens/${token.id}/_rotate`, {});
      return { ...token, current: body.token as string };
    };

    it('is recorded as reuse, with the address of the service', async () => {
      const token = await rotated('alert');

      await introspect(asker.with({ 'X-Forwarded-For': '203.0.113.7' }), token.secret);

      expect(await auditedActions(app, token.id)).toEqual(['token.rotated', 'token.reused']);
      const [{ address }] = await app.dataSource.query(
        `SELECT address FROM audit_events WHERE subject_id = $1 AND action = 'token.reused'`,
        [token.id],
      );
      expect(address).toBe('203.0.113.7');
      expect((await introspect(asker, token.current)).body.active).toBe(true);
    });

    it('revokes the token if its onReuse is revoke', async () => {
      const token = await rotated('revoke');
      await introspect(asker, token.secret);
      expect((await introspect(asker, token.current)).body).toEqual({ active: false });
      expect((await read(token)).status).toBe('revoked');
    });
  });

  describe('when the token is valid', () => {
    it('shows what an assistant token may do', async () => {
      const token = await createToken(app, { owner, assistant });
      const { createdAt } = await read(token);

      const answer = await expectNoChange(app, () => introspect(asker, token.secret));

      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({
        active: true,
        scope: 'assistant:read assistant:use',
        client_id: token.id,
        username: owner.username,
        token_type: 'Bearer',
        iat: secondsOf(createdAt),
        sub: owner.id,
        iss: app.api.url,
        jti: token.id,
        type: 'assistant',
        assistant_id: assistant.naturalId,
        read_only: false,
        seat: true,
      });
    });

    it('shows the restrictions of a restricted token', async () => {
      const expiresAt = new Date(app.clock.now().getTime() + 3_600_500);
      const restricted = await createToken(app, {
        owner,
        assistant,
        columns: {
          readOnly: true,
          expiresAt,
          restrict: 'cidr',
          cidr: '203.0.113.0/24,2001:db8::/32',
        },
      });
      expect((await introspect(asker, restricted.secret)).body).toMatchObject({
        scope: 'assistant:read',
        read_only: true,
        exp: Math.floor(expiresAt.getTime() / 1_000),
        cidr: '203.0.113.0/24,2001:db8::/32',
      });
      const columns = { restrict: 'host', host: 'app.example.com' } as const;
      const { secret } = await createToken(app, { owner, assistant, columns });
      expect((await introspect(asker, secret)).body.host).toBe('app.example.com');
    });

    it('shows what a personal token and a session may do', async () => {
      const personal = await createToken(app, { owner });
      const { body } = await introspect(asker, personal.secret);
      expect(body).toMatchObject({
        scope: 'assistant:read assistant:use assistants:create tokens:create',
        type: 'personal',
        jti: personal.id,
        sub: owner.id,
      });
      expect(Object.keys(body)).not.toContain('assistant_id');
      const session = await owner.api.get('/api/auth/session');
      expect((await introspect(admin.api, owner.session)).body).toMatchObject({
        type: 'session',
        token_type: 'Bearer',
        jti: session.body.tokenId,
        exp: secondsOf(session.body.expiresAt),
        read_only: false,
      });
    });

    it('omits an empty scope', async () => {
      const nobody = await createUser(app, { seat: false, permissions: [] });
      const { secret } = await createToken(app, { owner: nobody });
      const { body } = await introspect(asker, secret);
      expect(body.active).toBe(true);
      expect(Object.keys(body)).not.toContain('scope');
    });

    it('shows when a secret in its overlap ends, and no end for the one after it', async () => {
      const expiresAt = new Date(app.clock.now().getTime() + 86_400_000);
      for (const columns of [{}, { expiresAt }]) {
        const token = await createToken(app, { owner, assistant, columns });
        const { body } = await owner.api.post(`/api/tokens/${token.id}/_rotate`, {
          overlapSeconds: 600,
        });
        const overlapping = await introspect(asker, token.secret);
        expect(overlapping.body).toMatchObject({
          active: true,
          jti: token.id,
          exp: secondsOf(body.secrets[1].retiresAt),
        });
        const current = await introspect(asker, body.token);
        expect(current.body.exp).toBe(
          'expiresAt' in columns ? Math.floor(expiresAt.getTime() / 1_000) : undefined,
        );
        expect(current.body.iat).toBe(overlapping.body.iat);
      }
    });

    it('treats a form like JSON, and ignores the hint', async () => {
      const { secret } = await createToken(app, { owner, assistant });
      const answer = await introspect(asker, secret);
      const others = [
        await introspectForm(asker, { token: secret }),
        await introspectForm(asker, { token: secret, token_type_hint: 'refresh_token' }),
        await introspectForm(asker, { token: secret, token_type_hint: 'nonsense' }),
        await asker.post(PATH, { token: secret, token_type_hint: 'access_token' }),
        await asker.post(PATH, `token=${secret}`, {
          headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' },
        }),
      ];
      expect(answer.body.active).toBe(true);
      for (const other of others) expect(seenOf(other)).toEqual(seenOf(answer));
    });

    it.each(['application/json', '*/*', 'application/hal+json, application/json;q=0.9'])(
      'is plain JSON that caches must not store, for a client that accepts %s',
      async (accept) => {
        const { secret } = await createToken(app, { owner, assistant });
        for (const value of [secret, 'unknown']) {
          const { headers } = await introspect(asker.with({ Accept: accept }), value);
          expect(headers.get('Content-Type')).toBe('application/json; charset=utf-8');
          expect(headers.get('Cache-Control')).toBe('no-store');
        }
      },
    );

    it('names the issuer from the configuration', async () => {
      const { secret } = await createToken(app, { owner });
      const publicUrl = 'https://tokens.example.com';
      const other = await startAppForTest({
        database: app.database,
        env: { PUBLIC_URL: publicUrl },
      });
      const { body } = await introspect(other.api.as(service.session), secret);
      expect(body.iss).toBe(publicUrl);
    });

    it('lets a caller introspect its own token', async () => {
      const { id, secret, api } = await createToken(app, { owner: service });
      expect((await introspect(api, secret)).body).toMatchObject({ active: true, jti: id });
    });

    it('looks up nothing but the two credentials', async () => {
      const token = await createToken(app, { owner, assistant });
      await introspect(asker, 'unknown');
      const queries = new QueryWatch(app);
      const statements = await queries.during(() => introspect(asker, token.secret));
      const about = statements.filter((text) => text.includes('FROM token_secrets'));
      expect(statements).toEqual(about);
      expect([1, 2]).toContain(about.length);
    });
  });

  describe('when the last use is read', () => {
    it('counts as a use of the token, from an unknown address', async () => {
      const token = await createToken(app, { owner, assistant });
      await introspect(asker, token.secret);
      const { lastUsedAt, lastUsedAddress, secrets } = await read(token);
      expect(Math.abs(Date.parse(lastUsedAt) - app.clock.now().getTime())).toBeLessThan(60_000);
      expect(lastUsedAddress).toBeNull();
      expect(secrets).toMatchObject([{ lastUsedAt, lastUsedAddress: null }]);
    });

    it.each([
      ['written', () => app.flushLastUses()],
      ['pending', () => Promise.resolve()],
    ])('keeps the address of an earlier use that is %s', async (_state, settle) => {
      const token = await createToken(app, { owner, assistant });
      await token.api.with({ 'X-Forwarded-For': '203.0.113.7' }).get('/api/auth/session');
      await settle();
      app.clock.advance({ seconds: 5 });
      await introspect(asker, token.secret);
      const { lastUsedAt, lastUsedAddress } = await read(token);
      expect(lastUsedAddress).toBe('203.0.113.7');
      expect(Math.abs(Date.parse(lastUsedAt) - app.clock.now().getTime())).toBeLessThan(4_000);
    });
  });
});
