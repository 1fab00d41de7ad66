import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createBoundToken } from '../factories/bound-tokens.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { Api } from '../support/api.js';
import type { Answer } from '../support/api.js';
import { EchoService } from '../support/echo-service.js';
import { Phone } from '../support/phone.js';
import { Nginx } from '../support/nginx.js';
import { rawRequest } from '../support/raw-request.js';
import { TestApp } from '../support/test-app.js';

const CHALLENGE = 'Bearer realm="assistant-tokens"';
const PRINCIPAL_HEADERS = [
  'X-Auth-Username',
  'X-Auth-Token-Id',
  'X-Auth-Type',
  'X-Auth-Assistant-Id',
  'X-Auth-Read-Only',
];

describe('nginx with the configuration of docs/gateways', () => {
  let app: TestApp;
  let behind: EchoService;
  let nginx: Nginx;
  let owner: TestUser;
  let sales: TestAssistant;
  let support: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start({ env: { TRUST_PROXY: '127.0.0.1' } });
    owner = await createUser(app);
    sales = await createAssistant(app, { ownerId: owner.username, slug: 'sales' });
    support = await createAssistant(app, { ownerId: owner.username, slug: 'support' });
    behind = await EchoService.start();
    nginx = await Nginx.start({
      assistantTokens: new URL(app.api.url).host,
      serviceBehind: behind.address,
      assistant: sales.naturalId,
    });
  });

  beforeEach(() => {
    behind.received.length = 0;
    behind.status = 200;
  });

  afterAll(async () => {
    await nginx.stop();
    await behind.stop();
    await app.close();
  });

  type Columns = NonNullable<Parameters<typeof createToken>[1]['columns']>;
  const salesToken = (columns: Columns = {}) =>
    createToken(app, { owner, assistant: sales, columns });
  const anyone = () => new Api(nginx.url);
  const as = ({ secret }: TestToken) => anyone().as(secret);

  function expectStopped(answer: Answer, status: number): void {
    expect(answer).toMatchObject({ status, body: { statusCode: status } });
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(behind.received).toEqual([]);
  }

  /** The headers of the one request that reached the service from which it could read a principal. */
  function principalBehind(): [string, string][] {
    const [request, ...more] = behind.received;
    expect(more).toEqual([]);
    return (request?.headers ?? []).filter(([name]) => /^x.?auth/i.test(name));
  }

  function headerBehind(header: string): string | undefined {
    const [request] = behind.received;
    return request?.headers.find(([name]) => name.toLowerCase() === header)?.[1];
  }

  describe('when the credential is invalid', () => {
    it('responds with 401 and one challenge, and forwards nothing', async () => {
      for (const path of ['/', '/sales/', '/any/where?a=b']) {
        for (const method of ['GET', 'POST', 'OPTIONS', 'DELETE']) {
          const answer = await anyone().call(method, path);
          expectStopped(answer, 401);
          expect(answer.headers.get('WWW-Authenticate')).toBe(CHALLENGE);
        }
      }
    });

    it('reports an invalid token in the challenge', async () => {
      const revoked = await salesToken({ revokedAt: app.clock.now() });
      for (const api of [anyone().as('garbage'), as(revoked)]) {
        const answer = await api.get('/');
        expectStopped(answer, 401);
        expect(answer.headers.get('WWW-Authenticate')).toBe(`${CHALLENGE}, error="invalid_token"`);
      }
    });

    it('responds with 400 to two credentials', async () => {
      const api = as(await salesToken()).with({ Cookie: `assistant-tokens=${owner.session}` });
      expectStopped(await api.get('/'), 400);
    });

    it('refuses requests as soon as the token is deleted', async () => {
      const token = await salesToken();
      expect((await as(token).get('/sales/')).status).toBe(200);
      behind.received.length = 0;

      expect((await owner.api.delete(`/api/tokens/${token.id}`)).status).toBe(204);
      expectStopped(await as(token).get('/sales/'), 401);
    });

    it('does not expose the verification endpoint to clients', async () => {
      const token = await salesToken();
      for (const path of ['/_verify/', '/_verify/any', '/_verify/sales']) {
        expect((await as(token).get(path)).status).toBe(404);
      }
      expect(behind.received).toEqual([]);
    });
  });

  describe('when the token is read-only', () => {
    it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'])(
      'responds with 403 to %s',
      async (method) => {
        expectStopped(await as(await salesToken({ readOnly: true })).call(method, '/sales/'), 403);
      },
    );

    it.each(['X-Original-Method', 'X-Forwarded-Method', 'x_original_method'])(
      'does not trust %s from a client',
      async (header) => {
        const api = as(await salesToken({ readOnly: true })).with({ [header]: 'GET' });
        expectStopped(await api.post('/sales/', { a: 1 }), 403);
      },
    );

    it('responds with 403 to a GET that asks to be treated as a DELETE', async () => {
      const api = as(await salesToken({ readOnly: true }));
      const override = api.with({ 'X-HTTP-Method-Override': 'DELETE' });
      expectStopped(await override.get('/sales/'), 403);
    });

    it('forwards requests that only read', async () => {
      const api = as(await salesToken({ readOnly: true }));
      for (const method of ['GET', 'HEAD', 'OPTIONS']) {
        expect((await api.call(method, '/sales/')).status).toBe(200);
      }
    });
  });

  describe('when the token belongs to another assistant', () => {
    it('responds with 403 and the challenge, whether or not the requested assistant exists', async () => {
      const token = await createToken(app, { owner, assistant: support });
      const answer = await as(token).get('/sales/report');
      expectStopped(answer, 403);
      expect(answer.headers.get('WWW-Authenticate')).toBe(
        `${CHALLENGE}, error="insufficient_scope"`,
      );
      expect((await as(token).get('/')).status).toBe(200);
    });

    it.each([
      '/sales/?assistantId=',
      '/sales/?assistantId=x',
      '//sales/',
      '/./sales/',
      '/x/../sales/',
      '/%73ales/',
    ])('responds with 403 for every spelling of the path: %s', async (target) => {
      const { secret } = await createToken(app, { owner, assistant: support });
      const headers = [`Authorization: Bearer ${secret}`];
      const answer = await rawRequest(nginx.url, { target, headers });
      expect(answer.status).toBe(403);
      expect(behind.received).toEqual([]);
    });
  });

  describe('when the owner has no seat', () => {
    it('responds with 403 without a challenge', async () => {
      const seatless = await createUser(app, { seat: false });
      const assistant = await createAssistant(app, { ownerId: seatless.username });
      const answer = await as(await createToken(app, { owner: seatless, assistant })).get('/');
      expectStopped(answer, 403);
      expect(answer.headers.get('WWW-Authenticate')).toBeNull();
    });
  });

  describe('when the token is restricted to addresses', () => {
    const from = async (localAddress: string, { secret }: TestToken, forwarded?: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = {
          Authorization: `Bearer ${secret}`,
          ...(forwarded !== undefined && { 'X-Forwarded-For': forwarded }),
        };
        const request = httpRequest(nginx.url, { localAddress, headers }, (response) => {
          response.resume().on('end', () => {
            resolve(response.statusCode);
          });
        });
        request.on('error', reject).end();
      });

    it('checks the address of the client, not that of nginx or one that the client claims', async () => {
      const token = await salesToken({ restrict: 'cidr', cidr: '127.0.0.2/32' });
      expect(await from('127.0.0.1', token)).toBe(403);
      expect(await from('127.0.0.3', token, '127.0.0.2')).toBe(403);
      expect(await from('127.0.0.1', token, '127.0.0.2')).toBe(403);
      expect(behind.received).toEqual([]);
      expect(await from('127.0.0.2', token)).toBe(200);
    });
  });

  describe('when the session is in the cookie', () => {
    const browser = (site: string) =>
      anyone().with({
        Cookie: `theme=dark; assistant-tokens=${owner.session}; lang=en`,
        'Sec-Fetch-Site': site,
      });

    it('responds with 403 to cross-site requests', async () => {
      expectStopped(await browser('cross-site').post('/', { a: 1 }), 403);
    });

    it('checks the origin if the browser sends nothing more specific', async () => {
      const api = anyone().with({ Cookie: `assistant-tokens=${owner.session}` });
      const post = (origin: string) => api.with({ Origin: origin }).post('/', { a: 1 });
      expectStopped(await post('https://evil.example.com'), 403);
      expect((await post(nginx.url)).status).toBe(200);
    });

    it('removes only the session cookie before it forwards the request', async () => {
      expect((await browser('same-origin').post('/', { a: 1 })).status).toBe(200);
      expect(headerBehind('cookie')).toBe('theme=dark; lang=en');
    });

    describe('hides the session from the service behind', () => {
      const passed = async (cookie: string) => {
        behind.received.length = 0;
        expect((await anyone().with({ Cookie: cookie }).get('/')).status).toBe(200);
        return headerBehind('cookie');
      };

      it('under every name, also one that Assistant tokens ignores', async () => {
        const { session } = owner;
        const own = `assistant-tokens=${session}`;
        for (const name of ['__Host-assistant-tokens', 'sid', 'other']) {
          expect(await passed(`${own}; ${name}=${session}`)).toBeUndefined();
          expect(await passed(`${name}="${session}"; ${own}`)).toBeUndefined();
        }
      });

      it('beside a value of the same name that is no session', async () => {
        const { session } = owner;
        for (const value of [`${session}x`, 'foreign', 'i5s_']) {
          for (const cookie of [
            `assistant-tokens=${session}; assistant-tokens=${value}`,
            `assistant-tokens=${value}; assistant-tokens=${session}`,
          ]) {
            expect((await passed(cookie)) ?? '').not.toContain(session);
          }
        }
      });

      it.each(['theme=dark; ', 'insid=1; ', 'sid=foreign; ', 'a=1;b=2; ', ''])(
        'and passes the other cookies on: %j',
        async (before) => {
          const rest = before.trim().replace(/;$/, '');
          const session = `assistant-tokens=${owner.session}`;
          expect(await passed(before + session)).toBe(before.trim() || undefined);
          expect(await passed(`${before}${session}; lang=en`)).toBe(`${before}lang=en`);
          expect(await passed(`${session}; ${rest || 'lang=en'}`)).toBe(rest || 'lang=en');
        },
      );

      it('and a cookie sid of another application is no second credential', async () => {
        const api = as(await salesToken()).with({ Cookie: 'sid=foreign' });
        expect((await api.get('/sales/')).status).toBe(200);
        expect(headerBehind('cookie')).toBe('sid=foreign');
      });
    });
  });

  describe('when the token is bound to a key', () => {
    let phone: Phone;
    let secret: string;

    beforeAll(async () => {
      phone = await Phone.make();
      ({ secret } = await createBoundToken(app, { owner, assistant: sales, jkt: phone.jkt }));
      const asked = await phone.send(anyone(), secret, '/sales/');
      expect(asked.status).toBe(401);
      expect(asked.headers.get('WWW-Authenticate')).toContain('DPoP error="use_dpop_nonce"');
      expect(phone.nonce).toMatch(/^[\w-]{43}$/);
    });

    it('forwards requests of the holder of the key, without the proof', async () => {
      const call = { method: 'POST', body: { question: 'Show me top deals' } };
      const answer = await phone.send(anyone(), secret, '/sales/ask?a=b', call);
      expect(answer.status).toBe(200);
      expect(principalBehind()).toContainEqual(['X-Auth-Type', 'child']);
      expect(headerBehind('dpop')).toBeUndefined();
      expect(headerBehind('authorization')).toBeUndefined();
    });

    it('responds with 401 to a proof for another request, whatever the client claims', async () => {
      const DPoP = await phone.proof(`${nginx.url}/sales/other`, 'GET', secret);
      const headers = {
        ...{ Authorization: `DPoP ${secret}`, DPoP },
        'X-Forwarded-Uri': '/sales/other',
        'X-Original-URI': '/sales/other',
        'X-Original-URL': `${nginx.url}/sales/other`,
      };
      const answer = await anyone().get('/sales/deals', { headers });
      expectStopped(answer, 401);
      expect(answer.headers.get('WWW-Authenticate')).toContain(
        'error="invalid_dpop_proof", error_description="The htu of the proof is not the URL',
      );
    });

    it('responds with 401 to a stolen token', async () => {
      const thief = await Phone.make();
      thief.nonce = phone.nonce;
      const answer = await thief.send(anyone(), secret, '/sales/');
      expectStopped(answer, 401);
      expect(answer.headers.get('WWW-Authenticate')).toContain('DPoP error="invalid_token"');
    });
  });

  describe('when the request is allowed', () => {
    it('forwards it with the principal and the body, without the credential', async () => {
      const token = await salesToken();
      const answer = await as(token).post('/sales/ask?a=b', { question: 'Show me top deals' });

      expect([answer.status, answer.text]).toEqual([200, 'from the service behind']);
      expect(behind.received).toMatchObject([
        { method: 'POST', url: '/sales/ask?a=b', body: '{"question":"Show me top deals"}' },
      ]);
      expect(principalBehind()).toEqual([
        ['X-Auth-Username', owner.username],
        ['X-Auth-Token-Id', token.id],
        ['X-Auth-Type', 'assistant'],
        ['X-Auth-Assistant-Id', sales.naturalId],
        ['X-Auth-Read-Only', 'false'],
      ]);
      expect(JSON.stringify(behind.received)).not.toContain(token.secret);
    });

    it('does not send a body that does not fit in memory to the verification service', async () => {
      const body = JSON.stringify({ text: 'x'.repeat(600_000) });
      const answer = await as(await salesToken()).post('/sales/', body);
      expect(answer.status).toBe(200);
      expect(behind.received).toMatchObject([{ body }]);
    });

    it.each([
      ['Accept', 'image/png'],
      ['If-None-Match', '*'],
    ])('forwards %s: %s unchanged', async (name, value) => {
      const { secret } = await salesToken();
      const headers = [`Authorization: Bearer ${secret}`, `${name}: ${value}`];
      expect((await rawRequest(nginx.url, { target: '/sales/', headers })).status).toBe(200);
    });

    it('returns refusals of the upstream service unchanged', async () => {
      const api = as(await salesToken());
      for (const status of [400, 401, 403, 500]) {
        behind.status = status;
        const answer = await api.get('/sales/');
        expect([answer.status, answer.text]).toEqual([status, 'from the service behind']);
      }
    });
  });

  describe('when a client sends the headers of the principal itself', () => {
    const spellings = (name: string) => [
      name,
      name.toLowerCase(),
      name.toUpperCase(),
      name.replaceAll('-', '_'),
      name.toLowerCase().replaceAll('-', '_'),
      name.replace('-', '_'),
      name.replace(/-([^-]*)$/, '_$1'),
    ];
    const forged = PRINCIPAL_HEADERS.flatMap(spellings).map((name) => `${name}: forged`);

    it('replaces them', async () => {
      const token = await createToken(app, { owner, columns: { readOnly: true } });
      const headers = [`Authorization: Bearer ${token.secret}`, ...forged, ...forged];

      expect((await rawRequest(nginx.url, { target: '/', headers })).status).toBe(200);
      expect(principalBehind()).toEqual([
        ['X-Auth-Username', owner.username],
        ['X-Auth-Token-Id', token.id],
        ['X-Auth-Type', 'personal'],
        ['X-Auth-Read-Only', 'true'],
      ]);
    });

    it('forwards none of them if the request is refused', async () => {
      expect((await rawRequest(nginx.url, { target: '/', headers: forged })).status).toBe(401);
      expect(behind.received).toEqual([]);
    });
  });

  it('responds with 503 if the credential cannot be verified', async () => {
    const unreachable = await Nginx.start({
      assistantTokens: '127.0.0.1:1',
      serviceBehind: behind.address,
      assistant: sales.naturalId,
    });
    try {
      const { secret } = await salesToken();
      expectStopped(await new Api(unreachable.url).as(secret).get('/'), 503);
    } finally {
      await unreachable.stop();
    }
  });
});
