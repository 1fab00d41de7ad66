import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createSession, createUser, PASSWORD } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { newId } from '../../src/platform/ids/id.js';
import { generateSecret } from '../../src/admission/credentials/secret.js';
import type { Answer } from '../support/api.js';
import { rawRequest } from '../support/raw-request.js';
import { expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const CHALLENGE = 'Bearer realm="assistant-tokens"';
const MALFORMED = '{"name":';

describe('the credential of a request', () => {
  let app: TestApp;
  let user: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start();
    user = await createUser(app);
    assistant = await createAssistant(app, { ownerId: user.username });
  });

  afterAll(() => app.close());

  describe('when there is none', () => {
    it.each([
      ['a header of another scheme', { Authorization: 'Basic YWRtaW46YWRtaW4=' }],
      ['an empty header', { Authorization: '' }],
      ['the scheme alone', { Authorization: 'Bearer' }],
      ['the scheme and a blank', { Authorization: 'Bearer ' }],
      ['an empty cookie', { Cookie: 'assistant-tokens=' }],
      ['an empty cookie of the old name', { Cookie: 'sid=' }],
      ['another cookie', { Cookie: 'theme=dark; side=left' }],
      ['no header at all', {}],
    ])('asks for a bearer token, without an error: %s', async (_name, headers) => {
      const answer = await app.api.with(headers).get('/api/tokens');
      expect(answer.status).toBe(401);
      expect(answer.body.code).toBe('credential_required');
      expect(answer.headers.get('WWW-Authenticate')).toBe(CHALLENGE);
    });
  });

  describe('when it is not valid', () => {
    const bad: [string, () => string | Promise<string>][] = [
      ['no token', () => 'garbage'],
      ['cut short', () => user.session.slice(0, -1)],
      ['of a kind that does not exist', () => user.session.replace('i5s_', 'i5x_')],
      ['mistyped', () => mistype(user.session)],
      ['never issued', () => generateSecret('i5t_')],
      ['a session that was never opened', () => generateSecret('i5s_')],
      ['a token presented as a session', () => user.session.replace('i5s_', 'i5t_')],
      ['an expired session', () => createSession(app, user.id, 0)],
      ['expired', () => secretOf({ expiresAt: app.clock.now() })],
      ['revoked', () => secretOf({ revokedAt: app.clock.now() })],
      ['of a disabled user', async () => secretOf({}, await createUser(app, { disabled: true }))],
      ['a session of a disabled user', async () => sessionOf({ disabled: true })],
      ['a session that is over', loggedOutSession],
      ['a secret that was replaced', replacedSecret],
      ['of a user that is gone', deletedUsersSecret],
    ];

    it('gets the same response whatever is wrong with it', async () => {
      const answers: Record<string, unknown> = {};
      for (const [name, secret] of bad) {
        const answer = await app.api.as(await secret()).get('/api/tokens');
        answers[name] = { ...essenceOf(answer), headers: [...answer.headers.keys()].sort() };
      }
      const [first] = Object.values(answers);
      expect(first).toMatchObject({
        status: 401,
        challenge: `${CHALLENGE}, error="invalid_token"`,
        body: { statusCode: 401, error: 'Unauthorized', code: 'invalid_token' },
      });
      expect(answers).toEqual(Object.fromEntries(bad.map(([name]) => [name, first])));
    });

    it.each([
      ['two values', 'Bearer one two'],
      ['odd bytes', 'Bearer \xff\xfe'],
    ])('is not a token if the header has %s', async (_name, authorization) => {
      const answer = await app.api.with({ Authorization: authorization }).get('/api/tokens');
      expect(answer.status).toBe(401);
      expect(answer.body.code).toBe('invalid_token');
      expect(answer.headers.get('WWW-Authenticate')).toBe(`${CHALLENGE}, error="invalid_token"`);
    });
  });

  it('accepts the scheme in any case', async () => {
    for (const scheme of ['bearer', 'BEARER', 'Bearer']) {
      const answer = await app.api
        .with({ Authorization: `${scheme} ${user.session}` })
        .get('/api/auth/session');
      expect(answer.status).toBe(200);
    }
  });

  it('can follow several spaces (RFC 6750, section 2.1)', async () => {
    const { status } = await app.api
      .with({ Authorization: `Bearer   ${user.session}` })
      .get('/api/auth/session');
    expect(status).toBe(200);
  });

  describe('when there are several', () => {
    it.each([
      ['two headers', () => [authorization(), authorization()]],
      ['two headers in different case', () => [authorization(), `authorization: Basic YWRtaW4=`]],
      ['a header and the cookie', () => [authorization(), cookie()]],
      ['a header of another scheme and the cookie', () => ['Authorization: Basic YQ==', cookie()]],
      [
        'the cookie twice',
        () => [`Cookie: assistant-tokens=${user.session}; assistant-tokens=${user.session}`],
      ],
      ['two cookie headers', () => [cookie(), cookie()]],
    ])('is refused: %s', async (_name, headers) => {
      for (const target of ['/api/auth/session', '/health/live']) {
        const answer = await rawRequest(app.api.url, { target, headers: headers() });
        expect(answer.status).toBe(400);
        expect(answer.body.code).toBe('multiple_credentials');
      }
    });
  });

  describe('when it is in a place that is often logged', () => {
    it.each([
      ['the parameter of RFC 6750', () => '?access_token=anything'],
      ['that parameter without a value', () => '?access_token'],
      ['that parameter twice', () => '?access_token=a&access_token=b'],
      ['a session in any parameter', () => `?key=${user.session}`],
      ['a session in one of several values', () => `?key=1&key=${user.session}`],
      ['a session as a name', () => `?${user.session}`],
      ['a token, percent-encoded', () => `?status=%69%35%74_Zk3Qv9`],
      ['a child token', () => `?status=i5c_Zk3Qv9`],
    ])('is refused in the query: %s', async (_name, query) => {
      for (const api of [app.api, user.api]) {
        for (const path of [
          '/api/tokens',
          '/api/rels/token',
          '/api/openapi.json',
          '/api/docs',
          '/api/nowhere',
        ]) {
          const answer = await api.get(path + query());
          expect(answer.status).toBe(400);
          expect(answer.body.code).toBe('credential_in_request');
          expect(answer.text).not.toMatch(/i5[stc]_/);
        }
      }
    });

    it.each([
      ['a form', 'application/x-www-form-urlencoded', () => `access_token=${user.session}`],
      ['a JSON body', 'application/json', () => `{"access_token":"${user.session}"}`],
      ['a JSON body, as null', 'application/json', () => '{"access_token":null}'],
    ])('is refused in %s', async (_name, mediaType, body) => {
      for (const api of [app.api, user.api]) {
        const write = () =>
          api.post('/api/assistants', body(), { headers: { 'Content-Type': mediaType } });
        const answer = await expectRefused(app, write, 400, 'credential_in_request');
        expect(answer.text).not.toContain(user.session);
      }
    });

    it.each([
      ['a form, whatever the method', 'application/x-www-form-urlencoded', 'DELETE', ''],
      ['a multipart form', 'multipart/form-data; boundary=x', 'POST', ''],
      ['a multipart form, whatever the method', 'multipart/form-data; boundary=x', 'DELETE', ''],
      ['a multipart form, as the parameter', 'multipart/form-data; boundary=x', 'POST', 'anything'],
      ['a multipart form of any charset', 'multipart/form-data; charset=foo', 'DELETE', ''],
      ['a form of any charset', 'application/x-www-form-urlencoded; charset=utf-16', 'DELETE', ''],
      ['a form, as the parameter', 'application/x-www-form-urlencoded', 'POST', 'anything'],
    ])('is refused in %s', async (_name, mediaType, method, value) => {
      const secret = value || user.session;
      const body = mediaType.startsWith('multipart')
        ? `--x\r\nContent-Disposition: form-data; name="access_token"\r\n\r\n${secret}\r\n--x--\r\n`
        : `${'a&'.repeat(2_000)}access_token=${secret}`;
      const headers = { 'Content-Type': mediaType };
      const write = () => user.api.call(method, '/api/tokens/self', { body, headers });
      await expectRefused(app, write, 400, 'credential_in_request');
    });

    it('is refused on a public route too', async () => {
      const logIn = () =>
        app.api.post('/api/auth/login', {
          username: user.username,
          password: PASSWORD,
          access_token: 'anything',
        });
      await expectRefused(app, logIn, 400, 'credential_in_request');
    });
  });

  describe('when it does not reach the resource', () => {
    it('gets a challenge', async () => {
      const { api } = await createToken(app, { owner: user, assistant });
      const answer = await api.get('/api/users');
      expect(answer.status).toBe(403);
      expect(answer.headers.get('WWW-Authenticate')).toBe(
        `${CHALLENGE}, error="insufficient_scope"`,
      );
    });

    it('gets no challenge if another credential would not help', async () => {
      const readOnly = await createToken(app, { owner: user, columns: { readOnly: true } });
      const answer = await readOnly.api.post('/api/tokens', { type: 'assistant' });
      expect(answer.body.code).toBe('read_only');
      expect(answer.headers.has('WWW-Authenticate')).toBe(false);
    });
  });

  describe('is checked in the order of the contract', () => {
    let seatless: TestUser;
    let shared: TestAssistant;

    beforeAll(async () => {
      seatless = await createUser(app, { seat: false });
      const { username } = await createUser(app);
      shared = await createAssistant(app, { ownerId: username, shared: true });
    });

    it('the credential before the shape of the request', async () => {
      const attempts: [unknown, Record<string, string>][] = [
        [MALFORMED, {}],
        ['[]', {}],
        ['{}', { 'Content-Type': 'text/plain' }],
        [JSON.stringify('x'.repeat(300_000)), {}],
        [{ unknown: true }, {}],
        [{}, { Accept: 'text/html' }],
      ];
      for (const [body, headers] of attempts) {
        const write = () => app.api.post('/api/assistants', body, { headers });
        await expectRefused(app, write, 401, 'credential_required');
      }
    });

    it('the credential before the query', async () => {
      const answer = await app.api.get('/api/tokens?limit=-1&__proto__=1');
      expect(answer.body.code).toBe('credential_required');
    });

    it.each([
      ['address_not_allowed', { restrict: 'cidr', cidr: '203.0.113.0/24' } as const],
      ['origin_not_allowed', { restrict: 'host', host: 'app.example.com' } as const],
    ])('the restrictions of the credential before its scope: %s', async (code, restriction) => {
      const columns = { ...restriction, readOnly: true };
      const { api } = await createToken(app, { owner: seatless, assistant, columns });
      await expectRefused(app, () => api.post('/api/users', MALFORMED), 403, code);
    });

    it('the scope before any lookup: another assistant is refused whether it exists or not', async () => {
      const { api } = await createToken(app, { owner: user, assistant });
      const other = await createAssistant(app, { ownerId: user.username });
      const missing = { id: newId(), naturalId: `${user.username}:missing` };
      const requests: [string, string][] = [
        ['GET', ''],
        ['GET', '/tokens'],
        ['PATCH', ''],
        ['DELETE', ''],
      ];
      for (const [method, rest] of requests) {
        const refusals = [];
        for (const id of [other.id, missing.id, other.naturalId, missing.naturalId, 'no id']) {
          const path = `/api/assistants/${encodeURIComponent(id)}${rest}`;
          refusals.push(essenceOf(await api.call(method, path)));
        }
        const [first] = refusals;
        expect(first).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } });
        expect(refusals).toEqual(refusals.map(() => first));
      }
    });

    it('the scope before any lookup: another token is refused whether it exists or not', async () => {
      const { api } = await createToken(app, { owner: user, assistant });
      const other = await createToken(app, { owner: user, assistant });
      const refusals = [];
      for (const id of [other.id, newId(), 'no-id']) {
        refusals.push(essenceOf(await api.get(`/api/tokens/${id}`)));
        refusals.push(essenceOf(await api.delete(`/api/tokens/${id}`)));
        refusals.push(essenceOf(await api.post(`/api/tokens/${id}/_rotate`, {})));
      }
      const [first] = refusals;
      expect(first).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } });
      expect(refusals).toEqual(refusals.map(() => first));
    });

    it('the scope before read-only', async () => {
      const columns = { readOnly: true };
      const ofAssistant = await createToken(app, { owner: user, assistant, columns });
      const personal = await createToken(app, { owner: user, columns });
      const requests = [
        () => ofAssistant.api.post('/api/assistants', MALFORMED),
        () => personal.api.post('/api/tokens', { type: 'personal' }),
        () => personal.api.patch(`/api/users/${user.username}`, { password: PASSWORD }),
        () => personal.api.post('/api/auth/logout'),
      ];
      for (const request of requests) {
        await expectRefused(app, request, 403, 'insufficient_scope');
      }
    });

    it('the scope before the shape', async () => {
      const { api } = await createToken(app, { owner: user });
      const requests = [
        () => api.post('/api/tokens', { type: 'personal', notes: 1, unknown: true }),
        () => api.patch(`/api/users/${user.username}`, { password: 1 }),
      ];
      for (const request of requests) {
        await expectRefused(app, request, 403, 'insufficient_scope');
      }
    });

    it('read-only before the seat', async () => {
      const { api } = await createToken(app, { owner: seatless, columns: { readOnly: true } });
      const requests = [
        () => api.post('/api/assistants', MALFORMED),
        () => api.post('/api/tokens', { type: 'assistant' }),
        () => api.delete(`/api/assistants/${assistant.id}`),
      ];
      for (const request of requests) await expectRefused(app, request, 403, 'read_only');
    });

    it('the seat before the shape', async () => {
      const { api } = seatless;
      const requests = [
        () => api.post('/api/assistants', MALFORMED),
        () => api.post('/api/assistants', { unknown: true }),
        () => api.post('/api/tokens', { type: 'assistant', assistantId: 1, unknown: true }),
        () => api.patch('/api/assistants/no-id', MALFORMED),
        () => api.get('/api/assistants?limit=-1'),
        () => api.get(`/api/assistants/${assistant.id}`, { headers: { Accept: 'text/html' } }),
      ];
      for (const request of requests) await expectRefused(app, request, 403, 'seat_required');
    });

    it('the shape before existence', async () => {
      const missing = newId();
      const requests: [string, () => Promise<Answer>][] = [
        ['invalid_request', () => user.api.patch(`/api/assistants/${missing}`, MALFORMED)],
        ['validation_failed', () => user.api.patch(`/api/assistants/${missing}`, { name: 1 })],
        ['validation_failed', () => user.api.get(`/api/assistants/${missing}/tokens?limit=0`)],
        ['validation_failed', () => user.api.patch(`/api/tokens/${missing}`, { notes: 1 })],
        ['validation_failed', () => user.api.patch('/api/users/nobody', { displayName: 1 })],
        ['validation_failed', () => user.api.patch('/api/teams/nobodys', { name: 1 })],
      ];
      for (const [code, request] of requests) await expectRefused(app, request, 400, code);
    });

    it('the rights before the state', async () => {
      const { naturalId } = await createAssistant(app, { ownerId: user.username });
      const slug = naturalId.split(':')[1];
      const take = () =>
        user.api.patch(`/api/assistants/${shared.id}`, { ownerId: user.username, slug });
      await expectRefused(app, take, 403, 'forbidden');
    });
  });

  function authorization(): string {
    return `Authorization: Bearer ${user.session}`;
  }

  function cookie(): string {
    return `Cookie: assistant-tokens=${user.session}`;
  }

  async function secretOf(
    columns: NonNullable<Parameters<typeof createToken>[1]['columns']>,
    owner = user,
  ): Promise<string> {
    return (await createToken(app, { owner, columns })).secret;
  }

  async function sessionOf(options: Parameters<typeof createUser>[1]): Promise<string> {
    return (await createUser(app, options)).session;
  }

  async function loggedOutSession(): Promise<string> {
    const { api, session } = await createUser(app);
    await api.post('/api/auth/logout');
    return session;
  }

  async function replacedSecret(): Promise<string> {
    const { api, secret } = await createToken(app, { owner: user });
    await api.post('/api/tokens/self/_rotate', {});
    return secret;
  }

  async function deletedUsersSecret(): Promise<string> {
    const owner = await createUser(app);
    const { secret } = await createToken(app, { owner });
    await owner.api.delete(`/api/users/${owner.username}`);
    return secret;
  }
});

/** Everything by which a client could distinguish responses, except the request id. */
function essenceOf({ status, headers, body }: Answer) {
  return {
    status,
    challenge: headers.get('WWW-Authenticate'),
    body: { ...body, requestId: 'any' },
  };
}

/** Keeps the format of the secret, but breaks its checksum. */
function mistype(secret: string): string {
  return secret.slice(0, -1) + (secret.endsWith('0') ? '1' : '0');
}
