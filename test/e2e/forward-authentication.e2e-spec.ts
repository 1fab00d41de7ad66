import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TeamMember } from '../../src/identity/teams/members/team-member.entity.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeamAssistant } from '../factories/team-assistant.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { CREDENTIAL_QUERY, QueryWatch } from '../support/query-watch.js';
import { rawRequest } from '../support/raw-request.js';
import { expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const VERIFY = '/api/auth/verify';
const UNKNOWN = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';
const UNSAFE = ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'];
const PRINCIPAL_HEADERS = [
  'X-Auth-Username',
  'X-Auth-Token-Id',
  'X-Auth-Type',
  'X-Auth-Assistant-Id',
  'X-Auth-Read-Only',
];

describe('forward authentication', () => {
  /** Behind a gateway on this machine that sends the client address. */
  let app: TestApp;
  let queries: QueryWatch;
  let owner: TestUser;
  let assistant: TestAssistant;
  let other: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start({ env: { TRUST_PROXY: 'loopback' } });
    queries = new QueryWatch(app);
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
    other = await createAssistant(app, { ownerId: owner.username });
  });

  afterAll(() => app.close());

  type Columns = NonNullable<Parameters<typeof createToken>[1]['columns']>;
  const assistantToken = (columns: Columns = {}) => createToken(app, { owner, assistant, columns });
  const readOnlyToken = () => assistantToken({ readOnly: true });
  const verify = (api: Api, headers: Record<string, string> = {}) => api.get(VERIFY, { headers });
  const verifyFor = (api: Api, ref: string) => api.get(`${VERIFY}?assistantId=${ref}`);
  const without = ({ body }: Answer) => ({ ...body, requestId: '' });
  const principalOf = ({ headers }: Answer) =>
    Object.fromEntries(PRINCIPAL_HEADERS.map((name) => [name, headers.get(name)]));

  function expectNoPrincipal({ headers }: Answer): void {
    for (const name of PRINCIPAL_HEADERS) expect(headers.get(name)).toBeNull();
  }

  describe('when there is no valid credential', () => {
    it('answers 401 with a bare challenge without a credential, whatever the method', async () => {
      for (const method of ['GET', 'OPTIONS', ...UNSAFE]) {
        const request = () => app.api.call(method, VERIFY);
        const answer = await expectRefused(app, request, 401, 'credential_required');
        expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer realm="assistant-tokens"');
        expect(answer.headers.get('Cache-Control')).toBe('no-store');
        expectNoPrincipal(answer);
      }
    });

    it('gives the same response to an unknown, an expired and a revoked token', async () => {
      const now = app.clock.now();
      const unknown = await verify(app.api.as('garbage'));
      const expired = await verify((await assistantToken({ expiresAt: now })).api);
      const revoked = await verify((await assistantToken({ revokedAt: now })).api);

      expect(unknown).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
      expect([without(expired), without(revoked)]).toEqual([without(unknown), without(unknown)]);
      for (const answer of [unknown, expired, revoked]) {
        expect(answer.headers.get('WWW-Authenticate')).toContain('error="invalid_token"');
        expectNoPrincipal(answer);
      }
    });

    it('refuses the token of a disabled user, and every revoked token', async () => {
      const disabled = await createUser(app, { disabled: true });
      const token = await assistantToken();
      expect((await verify(disabled.api)).status).toBe(401);
      expect((await verify(token.api)).status).toBe(200);

      expect((await owner.api.delete(`/api/tokens/${token.id}`)).status).toBe(204);
      expect(await verify(token.api)).toMatchObject({ status: 401 });
    });

    it('refuses two credentials, and one in the query', async () => {
      const { api, secret } = await assistantToken();
      const both = api.with({ Cookie: `assistant-tokens=${owner.session}` });

      await expectRefused(app, () => verify(both), 400, 'multiple_credentials');
      await expectRefused(
        app,
        () => app.api.get(`${VERIFY}?access_token=${secret}`),
        400,
        'credential_in_request',
      );
    });
  });

  it('sends the request id, but no headers that are for browsers', async () => {
    const { api } = await assistantToken();
    const { headers } = await verify(api);
    expect(headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('Content-Length')).toBe('0');
    expect(headers.has('Content-Security-Policy')).toBe(false);
    const refused = await verify(app.api.as('garbage'));
    expect(refused.headers.get('X-Content-Type-Options')).toBe('nosniff');
  });

  it('sends the rate limit of the token with the principal', async () => {
    const { id, api } = await assistantToken({ rateLimitPerMinute: 2 });
    const { status, headers } = await verify(api);
    expect(status).toBe(200);
    expect(headers.get('RateLimit')).toMatch(/r=1\b/);
    expect(headers.get('X-Auth-Token-Id')).toBe(id);
    expect(headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('Cache-Control')).toBe('no-store');
  });

  describe('when the token is read-only', () => {
    const refuse = async (headers: Record<string, string>, method = 'GET') => {
      const { api } = await readOnlyToken();
      const request = () => api.call(method, VERIFY, { headers });
      expectNoPrincipal(await expectRefused(app, request, 403, 'read_only'));
    };

    const named = ['X-Original-Method', 'X-Forwarded-Method'].flatMap((header) =>
      [...UNSAFE, 'CONNECT', 'TRACE', 'get', 'GET, POST', 'GET POST', 'GET;', 'anything', ''].map(
        (method): [string, string] => [header, method],
      ),
    );

    it.each(named)('refuses %s: %s', (header, method) => refuse({ [header]: method }));

    it.each([
      ['GET', 'POST'],
      ['POST', 'GET'],
      ['HEAD', 'anything'],
    ])('uses the stricter of %s and %s', (original, forwarded) =>
      refuse({ 'X-Original-Method': original, 'X-Forwarded-Method': forwarded }),
    );

    it.each(UNSAFE)('refuses to be asked with %s, whatever a header says', async (method) => {
      await refuse({}, method);
      await refuse({ 'X-Original-Method': 'GET', 'X-Forwarded-Method': 'GET' }, method);
    });

    it.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])(
      'refuses a GET that a service may treat as a DELETE because of %s',
      (header) => refuse({ 'X-Original-Method': 'GET', [header]: 'DELETE' }),
    );

    it('refuses a header that is sent twice', async () => {
      const { secret } = await readOnlyToken();
      const answer = await rawRequest(app.api.url, {
        target: VERIFY,
        headers: [
          `Authorization: Bearer ${secret}`,
          'X-Original-Method: GET',
          'x-original-method: GET',
        ],
      });
      expect(answer).toMatchObject({ status: 403, body: { code: 'read_only' } });
    });

    it('lets safe methods pass', async () => {
      const { api } = await readOnlyToken();
      for (const method of ['GET', 'HEAD', 'OPTIONS']) {
        expect((await verify(api, { 'X-Original-Method': method })).status).toBe(200);
        expect((await verify(api, { 'X-Forwarded-Method': method })).status).toBe(200);
        expect((await api.call(method, VERIFY)).status).toBe(200);
      }
    });

    it('refuses a personal token too', async () => {
      const { api } = await createToken(app, { owner, columns: { readOnly: true } });
      const request = () => verify(api, { 'X-Original-Method': 'DELETE' });
      await expectRefused(app, request, 403, 'read_only');
    });
  });

  it.each(['GET', ...UNSAFE])('lets %s of a token that may write pass', async (method) => {
    const { api } = await assistantToken();
    expect((await verify(api, { 'X-Original-Method': method })).status).toBe(200);
    expect((await api.call(method, VERIFY)).status).toBe(200);
  });

  describe('when a request with an assistant token names an assistant', () => {
    it('refuses every other one with the same response, and without a lookup', async () => {
      const { api } = await assistantToken();
      const refs = [other.id, other.naturalId, UNKNOWN, 'nobody:nothing', 'nonsense', '%00', ''];
      const answers: Answer[] = [];
      const statements = await queries.during(async () => {
        for (const ref of refs) answers.push(await verifyFor(api, ref));
      });

      for (const answer of answers) {
        expect(answer).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } });
        expect(answer.headers.get('WWW-Authenticate')).toContain('error="insufficient_scope"');
        expectNoPrincipal(answer);
      }
      expect(statements.filter((statement) => !CREDENTIAL_QUERY.test(statement))).toEqual([]);
    });

    it('refuses to have it named twice', async () => {
      const { api } = await assistantToken();
      for (const second of [other.naturalId, assistant.naturalId]) {
        const refs = `${assistant.naturalId}&assistantId=${second}`;
        await expectRefused(app, () => verifyFor(api, refs), 403, 'insufficient_scope');
      }
    });

    it('checks the assistant before the method', async () => {
      const { api } = await readOnlyToken();
      const request = () => api.post(`${VERIFY}?assistantId=${other.id}`);
      await expectRefused(app, request, 403, 'insufficient_scope');
    });

    it('accepts its own in both forms', async () => {
      const { api } = await assistantToken();
      for (const ref of [assistant.id, assistant.id.toUpperCase(), assistant.naturalId]) {
        expect((await verifyFor(api, ref)).status).toBe(200);
      }
    });

    it('accepts its own under a new name', async () => {
      const renamed = await createAssistant(app, { ownerId: owner.username, slug: 'before' });
      const { api } = await createToken(app, { owner, assistant: renamed });
      await owner.api.patch(`/api/assistants/${renamed.id}`, { slug: 'after' });
      const before = () => verifyFor(api, `${owner.username}:before`);

      await expectRefused(app, before, 403, 'insufficient_scope');
      const answer = await verifyFor(api, `${owner.username}:after`);
      expect(answer.headers.get('X-Auth-Assistant-Id')).toBe(`${owner.username}:after`);
    });
  });

  describe('when a request with the credential of a user names an assistant', () => {
    it('refuses a hidden one like one that does not exist', async () => {
      const { username } = await createUser(app);
      const hidden = await createAssistant(app, { ownerId: username });
      const personal = await createToken(app, { owner });
      for (const api of [owner.api, personal.api]) {
        for (const ref of [hidden.id, hidden.naturalId, UNKNOWN, 'nobody:nothing', '%00', '']) {
          const answer = await expectRefused(
            app,
            () => verifyFor(api, ref),
            403,
            'insufficient_scope',
          );
          expect(answer.headers.get('WWW-Authenticate')).toContain('error="insufficient_scope"');
          expectNoPrincipal(answer);
        }
      }
    });

    it('refuses to have it named twice', async () => {
      const refs = `${assistant.naturalId}&assistantId=${assistant.naturalId}`;
      await expectRefused(app, () => verifyFor(owner.api, refs), 400, 'invalid_request');
    });

    it('lets users pass who can see it', async () => {
      const admin = await createAdmin(app);
      const personal = await createToken(app, { owner });
      const team = await createTeamAssistant(app);
      for (const api of [owner.api, personal.api, admin.api]) {
        expect((await verifyFor(api, assistant.naturalId)).status).toBe(200);
      }
      expect((await verifyFor(team.viewer.api, team.assistant.id)).status).toBe(200);
    });
  });

  it('refuses the token of an owner who may no longer see the assistant', async () => {
    const team = await createTeamAssistant(app);
    const { api } = await createToken(app, { owner: team.owner, assistant: team.assistant });
    await app.dataSource.manager.delete(TeamMember, { userId: team.owner.id });

    await expectRefused(app, () => verify(api), 403, 'forbidden');
    await expectRefused(app, () => verifyFor(api, team.assistant.id), 403, 'forbidden');
  });

  describe('when the owner has no seat', () => {
    let seatless: TestUser;
    let ofSeatless: TestAssistant;

    beforeAll(async () => {
      seatless = await createUser(app, { seat: false });
      ofSeatless = await createAssistant(app, { ownerId: seatless.username });
    });

    it('refuses an assistant token, whether or not an assistant is named', async () => {
      const { api } = await createToken(app, { owner: seatless, assistant: ofSeatless });
      await expectRefused(app, () => verify(api), 403, 'seat_required');
      await expectRefused(app, () => verifyFor(api, ofSeatless.id), 403, 'seat_required');
    });

    it('refuses a user if an assistant is named, before the lookup', async () => {
      for (const ref of [ofSeatless.id, UNKNOWN]) {
        await expectRefused(app, () => verifyFor(seatless.api, ref), 403, 'seat_required');
      }
      expect((await verify(seatless.api)).status).toBe(200);
    });
  });

  describe('when the token is restricted', () => {
    it('uses the address that the gateway sends', async () => {
      const { api } = await assistantToken({ restrict: 'cidr', cidr: '203.0.113.0/24' });
      const from = (address: string) => verify(api, { 'X-Forwarded-For': address });

      await expectRefused(app, () => from('198.51.100.1'), 403, 'address_not_allowed');
      await expectRefused(app, () => from('203.0.113.7, 198.51.100.1'), 403, 'address_not_allowed');
      expect((await from('203.0.113.7')).status).toBe(200);
    });

    it('uses the origin that the client sends', async () => {
      const { api } = await assistantToken({ restrict: 'host', host: 'app.example.com' });
      const evil = { Origin: 'https://evil.example.com' };

      await expectRefused(app, () => verify(api), 403, 'origin_not_allowed');
      await expectRefused(app, () => verify(api, evil), 403, 'origin_not_allowed');
      expect((await verify(api, { Origin: 'https://app.example.com' })).status).toBe(200);
    });
  });

  describe('when the session is in the cookie', () => {
    const browser = () => app.api.with({ Cookie: `assistant-tokens=${owner.session}` });

    it('refuses an unsafe request from another site', async () => {
      const site = { 'Sec-Fetch-Site': 'cross-site' };
      for (const headers of [{ 'X-Original-Method': 'POST' }, { 'X-Forwarded-Method': 'POST' }]) {
        const request = () => verify(browser(), { ...headers, ...site });
        await expectRefused(app, request, 403, 'origin_not_allowed');
      }
      const asked = () => browser().call('POST', VERIFY, { headers: site });
      await expectRefused(app, asked, 403, 'origin_not_allowed');
    });

    it('lets a safe request pass, and one from the same origin', async () => {
      const site = { 'Sec-Fetch-Site': 'cross-site', 'X-Original-Method': 'GET' };
      const own = { 'Sec-Fetch-Site': 'same-origin', 'X-Original-Method': 'POST' };
      expect((await verify(browser(), site)).status).toBe(200);
      expect((await verify(browser(), own)).status).toBe(200);
    });
  });

  describe('when the request may pass', () => {
    it('sends the principal of an assistant token', async () => {
      const token = await assistantToken();
      expect(principalOf(await verifyFor(token.api, assistant.id))).toEqual({
        'X-Auth-Username': owner.username,
        'X-Auth-Token-Id': token.id,
        'X-Auth-Type': 'assistant',
        'X-Auth-Assistant-Id': assistant.naturalId,
        'X-Auth-Read-Only': 'false',
      });
    });

    it('sends that of a read-only personal token, with an empty assistant', async () => {
      const token = await createToken(app, { owner, columns: { readOnly: true } });
      expect(principalOf(await verify(token.api))).toEqual({
        'X-Auth-Username': owner.username,
        'X-Auth-Token-Id': token.id,
        'X-Auth-Type': 'personal',
        'X-Auth-Assistant-Id': '',
        'X-Auth-Read-Only': 'true',
      });
    });

    it('sends that of a session, even if the request names an assistant', async () => {
      const session = await owner.api.get('/api/auth/session');
      expect(principalOf(await verifyFor(owner.api, assistant.id))).toEqual({
        'X-Auth-Username': owner.username,
        'X-Auth-Token-Id': session.body.tokenId,
        'X-Auth-Type': 'session',
        'X-Auth-Assistant-Id': '',
        'X-Auth-Read-Only': 'false',
      });
    });

    it('has an empty body that no cache keeps', async () => {
      const { api } = await assistantToken();
      const answer = await verify(api);
      expect([answer.status, answer.text]).toEqual([200, '']);
      expect(answer.headers.get('Content-Length')).toBe('0');
      expect(answer.headers.get('Content-Type')).toBeNull();
      expect(answer.headers.get('Cache-Control')).toBe('no-store');
    });

    it('ignores client headers with these names', async () => {
      const { api } = await assistantToken();
      const honest = principalOf(await verify(api));
      const forged = Object.fromEntries(PRINCIPAL_HEADERS.map((name) => [name, 'forged']));
      const underscores = Object.fromEntries(
        PRINCIPAL_HEADERS.map((name) => [name.replaceAll('-', '_'), 'forged']),
      );
      expect(principalOf(await verify(api, { ...forged, ...underscores }))).toEqual(honest);
    });

    it.each([
      ['what it accepts', { Accept: 'image/png' }],
      ['what it has already', { 'If-None-Match': '*' }],
      ['what it expects to be there', { 'If-Match': '"none"' }],
      ['a part of the answer', { Range: 'bytes=0-1' }],
    ])('leaves %s to the service behind the gateway', async (_what, headers) => {
      const { api } = await assistantToken();
      expect((await verify(api, headers)).status).toBe(200);
    });

    it('leaves the body and the query to it too', async () => {
      const { api } = await assistantToken();
      const target = `${VERIFY}?uri=/a?b=%00&__proto__=x`;
      expect((await api.call('POST', target, { body: '{ no JSON' })).status).toBe(200);
      expect((await api.call('PATCH', target)).status).toBe(200);
    });

    it('counts as a use of the token', async () => {
      const token = await assistantToken();
      await verify(token.api, { 'X-Forwarded-For': '203.0.113.7' });
      await app.flushLastUses();
      const { body } = await owner.api.get(`/api/tokens/${token.id}`);
      expect(body).toMatchObject({ lastUsedAddress: '203.0.113.7' });
    });
  });

  it('accepts other methods on no other route', async () => {
    const { api } = await assistantToken();
    for (const path of [`${VERIFY}/more`, '/api/auth/session']) {
      const { status } = await api.call('POST', path);
      expect([404, 405]).toContain(status);
    }
  });
});
