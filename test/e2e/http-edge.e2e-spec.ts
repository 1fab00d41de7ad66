import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { exchange, rawRequest } from '../support/raw-request.js';
import type { RawAnswer } from '../support/raw-request.js';
import { expectRefused } from '../support/refusal.js';
import { takeDrifts } from '../support/response-watch.js';
import { TestApp } from '../support/test-app.js';

const HAL = 'application/hal+json; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';
const LIMIT = 256 * 1_024;

describe('the HTTP edge', () => {
  let app: TestApp;
  let admin: TestUser;
  let assistant: TestAssistant;
  let count = 0;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
    assistant = await createAssistant(app, { ownerId: admin.username });
  });

  afterAll(() => app.close());

  describe('when it responds to any request', () => {
    const requests: [string, () => Promise<Answer>][] = [
      ['a success', () => admin.api.get('/api/users')],
      ['a refusal', () => app.api.get('/api/users')],
      ['an unknown path', () => app.api.get('/nowhere')],
      ['a page', () => app.api.get('/api/docs')],
      ['nothing', () => app.api.call('OPTIONS', '/api/users')],
    ];

    it.each(requests)('sends security headers and hides its make: %s', async (_name, request) => {
      const { headers } = await request();
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(headers.get('X-Frame-Options')).toMatch(/^(DENY|SAMEORIGIN)$/);
      expect(headers.get('Referrer-Policy')).toBe('no-referrer');
      expect(headers.get('Content-Security-Policy')).toMatch(/default-src '(none|self)'/);
      expect(headers.has('X-Powered-By')).toBe(false);
      expect(headers.has('Server')).toBe(false);
    });

    it.each(requests)('names the request: %s', async (_name, request) => {
      const [first, second] = [await request(), await request()];
      expect(first.headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(first.headers.get('X-Request-Id')).not.toBe(second.headers.get('X-Request-Id'));
    });

    it.each([
      '/api/auth/session',
      '/api/auth/session?x=1',
      '/api/auth/session/',
      '/API/auth/session',
    ])('finds a route in every spelling that Express accepts: %s', async (path) => {
      const [get, head] = [await admin.api.get(path), await admin.api.call('HEAD', path)];
      expect([get.status, head.status]).toEqual([200, 200]);
      expect(head.headers.get('Content-Length')).toBe(get.headers.get('Content-Length'));
      expect(head.headers.get('Content-Type')).toBe(HAL);
      takeDrifts(); // The document has one spelling of each path.
    });

    it('uses one request id in the header, the error and the log, whatever the client sends', async () => {
      const { headers, body } = await app.api
        .with({ 'X-Request-Id': 'chosen-by-the-client' })
        .get('/api/users');
      expect(body.requestId).toBe(headers.get('X-Request-Id'));
      expect(body.requestId).not.toBe('chosen-by-the-client');
      expect(app.log.lines.map(({ requestId }) => requestId)).toContain(body.requestId);
    });

    it('tells browsers to use HTTPS if it is reached by HTTPS', async () => {
      const published = await TestApp.start({ env: { PUBLIC_URL: 'https://tokens.example.com' } });
      try {
        const { headers } = await published.api.get('/health/live');
        expect(headers.get('Strict-Transport-Security')).toMatch(/^max-age=\d+/);
        expect((await app.api.get('/health/live')).headers.has('Strict-Transport-Security')).toBe(
          false,
        );
      } finally {
        await published.close();
      }
    });

    it.each([
      ['an error', () => app.api.get('/api/users'), 'no-store'],
      ['a new value', () => admin.api.post('/api/tokens', { type: 'personal' }), 'no-store'],
      ['a resource', () => admin.api.get('/api/tokens'), 'private, no-cache'],
    ])('keeps the response out of shared caches: %s', async (_name, request, cacheControl) => {
      expect((await request()).headers.get('Cache-Control')).toBe(cacheControl);
    });
  });

  describe('when the request is odd', () => {
    it('refuses a request without a host, with an ordinary error', async () => {
      const answer = await exchange(
        app.api.url,
        'GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n',
      );
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
      expect(answer.headers['x-request-id']).toEqual([answer.body.requestId]);
    });

    it('does not need a host in HTTP/1.0', async () => {
      const answer = await exchange(app.api.url, 'GET /health/live HTTP/1.0\r\n\r\n');
      expect(answer.status).toBe(200);
    });

    it.each([
      ['no body', [], ''],
      ['a body of no length', ['Content-Length: 0'], ''],
      ['a body of no length, written oddly', ['Content-Length: 00'], ''],
      ['a body in no chunks', ['Transfer-Encoding: chunked'], '0\r\n\r\n'],
      ['null for a body', ['Content-Length: 4'], 'null'],
    ])('refuses a change with %s', async (_name, lengths, body) => {
      const answer = await rawRequest(app.api.url, {
        method: 'PATCH',
        target: `/api/users/${admin.username}`,
        headers: [
          `Authorization: Bearer ${admin.session}`,
          'Content-Type: application/json',
          ...lengths,
        ],
        body,
      });
      expect([answer.status, answer.body.message]).toEqual([400, 'The request has no body.']);
    });

    it('ignores an expectation that it does not know', async () => {
      const headers = ['Expect: the-unexpected'];
      const answer = await rawRequest(app.api.url, { target: '/health/live', headers });
      expect(answer.status).toBe(200);
    });
  });

  describe('when the body is too large', () => {
    it('refuses it, one byte beyond the limit', async () => {
      const answer = await expectRefused(
        app,
        () => create(paddedTo(LIMIT + 1)),
        413,
        'payload_too_large',
      );
      expect(answer.body.message).toContain('256 KiB');
      expect((await create(paddedTo(LIMIT))).status).toBe(201);
    });

    it('refuses it by its declared size, without waiting for it', async () => {
      const answer = await rawRequest(app.api.url, {
        method: 'POST',
        target: '/api/teams',
        headers: [
          `Authorization: Bearer ${admin.session}`,
          'Content-Type: application/json',
          'Content-Length: 99999999',
        ],
        body: '{"id":',
      });
      expect([answer.status, answer.body.code]).toEqual([413, 'payload_too_large']);
    });

    it('refuses it without a declared size', async () => {
      const body = chunked(paddedTo(LIMIT + 1));
      const answer = await rawCreate(['Transfer-Encoding: chunked'], body);
      expect([answer.status, answer.body.code]).toEqual([413, 'payload_too_large']);
    });

    it('refuses it if it is too large after decompression', async () => {
      const packed = gzipSync(paddedTo(10_000_000));
      expect(packed.length).toBeLessThan(LIMIT);
      const answer = await rawCreate(
        ['Content-Encoding: gzip', `Content-Length: ${packed.length}`],
        packed,
      );
      expect([answer.status, answer.body.code]).toEqual([413, 'payload_too_large']);
    });
  });

  describe('when the body is not JSON in UTF-8', () => {
    it.each([
      ['no media type', ''],
      ['text', 'text/plain'],
      ['a form', 'application/x-www-form-urlencoded'],
      ['a multipart form', 'multipart/form-data; boundary=x'],
      ['another kind of JSON', 'application/merge-patch+json'],
      ['an unknown charset', 'application/json; charset=nothing'],
      ['UTF-16', 'application/json; charset=utf-16le'],
      ['UTF-16, in capitals and quotes', 'application/json; Charset="UTF-16BE"'],
      ['EBCDIC', 'application/json; charset=ibm037'],
    ])('refuses it: %s', async (_name, mediaType) => {
      const body = '{"id":"refused","name":"A team"}';
      const post = () =>
        admin.api.post('/api/teams', body, { headers: { 'Content-Type': mediaType } });
      const answer = await expectRefused(app, post, 415, 'unsupported_media_type');
      expect(answer.headers.get('Accept')).toBe('application/json');
    });

    it.each(['iso-8859-1', 'windows-1252', 'shift_jis', 'us-ascii'])(
      'refuses letters beyond ASCII in %s',
      async (charset) => {
        const body = Buffer.from('{"id":"refused","name":"\xe9"}', 'latin1');
        const headers = { 'Content-Type': `application/json; charset=${charset}` };
        const answer = await admin.api.raw('POST', '/api/teams', { body, headers });
        expect(answer.status).toBe(415);
        expect(await answer.json()).toMatchObject({ code: 'unsupported_media_type' });
      },
    );

    it('refuses an unknown encoding', async () => {
      const post = () =>
        admin.api.post('/api/teams', '{}', { headers: { 'Content-Encoding': 'zstd-9' } });
      await expectRefused(app, post, 415, 'unsupported_media_type');
    });

    it.each([
      ['half an object', '{"id":'],
      ['an array', '[{"id":"refused","name":"A team"}]'],
      ['a number', '1'],
      ['a string', '"refused"'],
      ['blanks', '  '],
      ['two objects', '{}{}'],
      ['not JSON', 'id=refused'],
    ])('refuses a body that is not an object: %s', async (_name, body) => {
      await expectRefused(app, () => create(body), 400, 'invalid_request');
    });

    it('refuses a body that cannot be decompressed', async () => {
      const answer = await rawCreate(['Content-Encoding: gzip', 'Content-Length: 4'], 'gzip');
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    });
  });

  describe('when the body is valid', () => {
    it.each([
      ['application/json', ''],
      ['application/json; charset=utf-8', ''],
      ['application/hal+json', ''],
      ['application/hal+json; profile="a"', ''],
      ['Application/JSON;charset="UTF-8"', ''],
      ['application/json; charset=utf8', ''],
      ['application/json; charset="UTF8"; profile=a', ''],
      ['application/json; charset=ISO-8859-1', ''],
      ['application/json; charset=us-ascii', ''],
      ['application/hal+json; charset=windows-1252', ''],
      ['application/json; charset=Shift_JIS', ''],
    ])('accepts %s', async (mediaType) => {
      const headers = { 'Content-Type': mediaType };
      expect((await admin.api.post('/api/teams', newTeam(), { headers })).status).toBe(201);
    });

    it('accepts it in chunks', async () => {
      const body = chunked(JSON.stringify(newTeam()));
      expect((await rawCreate(['Transfer-Encoding: chunked'], body)).status).toBe(201);
    });

    it('accepts it compressed', async () => {
      const packed = gzipSync(JSON.stringify(newTeam()));
      const headers = ['Content-Encoding: gzip', `Content-Length: ${packed.length}`];
      expect((await rawCreate(headers, packed)).status).toBe(201);
    });

    const none: [name: string, body: string | undefined][] = [
      ['none', undefined],
      ['null, as some clients send it', 'null'],
    ];

    it.each(none)('takes %s where every property may be left out', async (_name, sent) => {
      const { api } = await createToken(app, { owner: admin });
      expect((await api.post('/api/tokens/self/_rotate', sent)).status).toBe(200);
    });

    it.each(none)('names what is missing when there is %s', async (_name, sent) => {
      const { status, body } = await admin.api.post('/api/teams', sent);
      expect([status, body.code]).toEqual([400, 'validation_failed']);
      expect(new Set(body.details.map(({ field }: { field: string }) => field))).toEqual(
        new Set(['id', 'name']),
      );
    });

    it('ignores it on routes without a body', async () => {
      const answer = await admin.api.call('DELETE', '/api/teams/nobodys', { body: '{"id":' });
      expect(answer.status).toBe(404);
    });
  });

  describe('when the client sends Accept', () => {
    it.each([
      ['text/html'],
      ['application/xml, text/*;q=0.5'],
      ['application/hal+json;q=0, application/json;q=0'],
      ['nonsense'],
    ])('refuses %s', async (accept) => {
      const headers = { Accept: accept };
      const answer = await admin.api.get('/api/users', { headers });
      expect([answer.status, answer.body.code]).toEqual([406, 'not_acceptable']);
      expect(answer.headers.get('Content-Type')).toBe(JSON_TYPE);
      const post = () => admin.api.post('/api/teams', newTeam(), { headers });
      await expectRefused(app, post, 406, 'not_acceptable');
    });

    it.each([
      ['application/json', JSON_TYPE],
      ['application/json, application/hal+json;q=0.9', JSON_TYPE],
      ['application/hal+json', HAL],
      ['application/json; charset=utf-8', JSON_TYPE],
      ['application/json;charset="UTF-8";q=1, application/hal+json;q=0.9', JSON_TYPE],
      ['application/hal+json; profile="a;q=0, b"', HAL],
      ['application/hal+json, application/json', HAL],
      ['text/html, */*;q=0.1', HAL],
      ['application/*', HAL],
      ['*/*', HAL],
    ])('sends %s in the preferred media type, with the same body', async (accept, mediaType) => {
      for (const path of ['/api/users', `/api/assistants/${assistant.id}`, '/api/auth/session']) {
        const plain = await admin.api.get(path);
        const answer = await admin.api.get(path, { headers: { Accept: accept } });
        expect(answer.headers.get('Content-Type')).toBe(mediaType);
        expect(answer.headers.get('Vary')).toBe('Accept');
        expect(answer.text).toBe(plain.text);
      }
    });

    it.each([
      ['a refusal', () => app.api.get('/api/users'), 401],
      [
        'a response without an acceptable media type',
        () => admin.api.get('/api/users', { headers: { Accept: 'text/html' } }),
        406,
      ],
    ])('sends Vary in %s', async (_name, request, status) => {
      const answer = await request();
      expect([answer.status, answer.headers.get('Vary')]).toEqual([status, 'Accept']);
    });

    it('sends errors as JSON, whatever the client accepts', async () => {
      const answer = await app.api.get('/nowhere', { headers: { Accept: 'text/html' } });
      expect(answer.status).toBe(404);
      expect(answer.headers.get('Content-Type')).toBe(JSON_TYPE);
    });
  });

  describe('when the method is HEAD', () => {
    it.each([
      '/api/users',
      '/api/tokens',
      '/api/users/nobody',
      '/api/openapi.json',
      '/health/ready',
      '/nowhere',
    ])('responds like to GET, without a body: %s', async (target) => {
      const headers = [`Authorization: Bearer ${admin.session}`];
      const get = await rawRequest(app.api.url, { target, headers });
      const head = await rawRequest(app.api.url, { method: 'HEAD', target, headers });
      expect(get.text).not.toBe('');
      expect(head.text).toBe('');
      expect(head.status).toBe(get.status);
      expect(lasting(head)).toEqual(lasting(get));
    });

    it('is refused like GET', async () => {
      const answer = await app.api.call('HEAD', '/api/users');
      expect(answer.status).toBe(401);
      expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer realm="assistant-tokens"');
    });
  });

  describe('when the method is OPTIONS', () => {
    it.each([
      ['/api/users', 'GET, HEAD, OPTIONS, POST'],
      ['/api/users/anybody', 'DELETE, GET, HEAD, OPTIONS, PATCH'],
      ['/api/teams/any/members/anybody', 'DELETE, GET, HEAD, OPTIONS, PUT'],
      ['/api/auth/login', 'OPTIONS, POST'],
      ['/api/tokens/self/_rotate?dry=true', 'OPTIONS, POST'],
      ['/api/tokens/_derive', 'OPTIONS, POST'],
      ['/health/live', 'GET, HEAD, OPTIONS'],
      ['/api/openapi.json', 'GET, HEAD, OPTIONS'],
    ])('lists the methods of %s', async (path, allow) => {
      const answer = await app.api.call('OPTIONS', path);
      expect(answer.status).toBe(204);
      expect(answer.headers.get('Allow')).toBe(allow);
      expect(answer.text).toBe('');
    });

    it('finds no more paths than the other methods', async () => {
      for (const target of ['/api/nowhere', '/nowhere', '/health/nowhere', '*']) {
        const answer = await rawRequest(app.api.url, { method: 'OPTIONS', target });
        expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
      }
    });
  });

  describe('when no route matches the request', () => {
    it.each([
      '/',
      '/nowhere',
      '/favicon.ico',
      '/api/nowhere',
      '/api/tokens/self/nowhere',
      '/api/docs/nowhere',
      '/api/docs/..%2f..%2fpackage.json',
      '/health',
      '/health/nowhere',
      '//api/users',
      '/api/%2e%2e/api/users',
      '/.git/config',
    ])('answers 404 with an ordinary error: %s', async (target) => {
      for (const method of ['GET', 'POST', 'DELETE']) {
        const answer = await rawRequest(app.api.url, {
          method,
          target,
          headers: [`Authorization: Bearer ${admin.session}`],
        });
        expect(answer.status).toBe(404);
        expect(answer.body).toEqual({
          statusCode: 404,
          error: 'Not Found',
          message: expect.any(String),
          code: 'not_found',
          requestId: answer.headers['x-request-id']?.[0],
        });
      }
    });

    it.each([
      ['POST', '/api', 'GET, HEAD, OPTIONS'],
      ['PUT', '/api/users', 'GET, HEAD, OPTIONS, POST'],
      ['DELETE', '/api/tokens', 'GET, HEAD, OPTIONS, POST'],
      ['POST', '/api/tokens/self', 'DELETE, GET, HEAD, OPTIONS, PATCH'],
      ['GET', '/api/auth/login', 'OPTIONS, POST'],
      ['PUT', '/api/tokens/_introspect', 'OPTIONS, POST'],
      ['POST', '/api/teams/any/members/anybody', 'DELETE, GET, HEAD, OPTIONS, PUT'],
      ['POST', '/health/live', 'GET, HEAD, OPTIONS'],
      ['PUT', '/api/openapi.json', 'GET, HEAD, OPTIONS'],
      ['TRACE', '/api/users', 'GET, HEAD, OPTIONS, POST'],
      ['PROPFIND', '/api/users', 'GET, HEAD, OPTIONS, POST'],
    ])('answers 405 if the path supports another method: %s %s', async (method, target, allow) => {
      const answer = await rawRequest(app.api.url, { method, target });
      expect(answer.status).toBe(405);
      expect(answer.headers.allow).toEqual([allow]);
      expect(answer.body).toMatchObject({
        statusCode: 405,
        error: 'Method Not Allowed',
        code: 'method_not_allowed',
        requestId: answer.headers['x-request-id']?.[0],
      });
    });

    it.each([
      ['GET', '/api/tokens/_derive', undefined],
      ['DELETE', '/api/tokens/_introspect', undefined],
      ['PATCH', '/api/tokens/_introspect-batch', { notes: 7 }],
    ])('does not treat an action as an id: %s %s', async (method, path, body) => {
      const answer = await admin.api.call(method, path, { body });
      expect([answer.status, answer.body.code]).toEqual([405, 'method_not_allowed']);
      expect(answer.headers.get('Allow')).toBe('OPTIONS, POST');
      const refused = await app.api.call(method, path, { body });
      expect([refused.status, refused.body.code]).toEqual([401, 'credential_required']);
    });

    it('answers 404 to an action on an unknown resource', async () => {
      const answer = await admin.api.post('/api/tokens/self-made/_rotate', {});
      expect([answer.status, answer.body.message]).toEqual([404, 'No such token.']);
    });

    it('answers 405 to HEAD if the path does not support GET', async () => {
      const answer = await app.api.call('HEAD', '/api/auth/login');
      expect(answer.status).toBe(405);
      expect(answer.headers.get('Allow')).toBe('OPTIONS, POST');
    });
  });

  describe('when the target is not a path', () => {
    it.each(['http://[::1/api/users', 'http://:x/api/users'])(
      'answers 400 in the shape of an error: %s',
      async (target) => {
        const answer = await rawRequest(app.api.url, { target });
        expect(answer.status).toBe(400);
        expect(answer.headers['content-type']).toEqual([JSON_TYPE]);
        expect(answer.headers['x-request-id']).toHaveLength(1);
        expect(answer.body).toMatchObject({ code: 'invalid_request' });
      },
    );

    it('uses the path of a whole URL', async () => {
      const answer = await rawRequest(app.api.url, { target: 'http://localhost/api/auth/session' });
      expect(answer.status).toBe(401);
      takeDrifts(); // The document has one spelling of each path.
    });
  });

  describe('when the request is not HTTP', () => {
    const teams = `POST /api/teams HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`;

    it.each([
      ['an unknown method', 'FETCH /api/users HTTP/1.1\r\nHost: localhost\r\n\r\n'],
      ['a target without a slash', 'GET api/users HTTP/1.1\r\nHost: localhost\r\n\r\n'],
      ['an unknown version', 'GET /api/users HTTP/9.9\r\nHost: localhost\r\n\r\n'],
      ['a header without a colon', 'GET /api/users HTTP/1.1\r\nHost: localhost\r\nodd\r\n\r\n'],
      ['a control character', 'GET /api/users HTTP/1.1\r\nHost: localhost\r\nX: \x01\r\n\r\n'],
      ['two sizes', `${teams}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} `],
      ['a size and chunks', `${teams}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`],
      ['a negative size', `${teams}Content-Length: -1\r\n\r\n`],
      ['a broken chunk', `${teams}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`],
      ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ])('answers 400 in the shape of an error: %s', async (_name, bytes) => {
      const answer = await exchange(app.api.url, Buffer.from(bytes, 'latin1'));
      expectUnread(answer, 400, 'invalid_request');
    });

    it.each([
      ['headers', { target: '/api/users', headers: [`X-Large: ${'x'.repeat(20_000)}`] }],
      ['an address', { target: `/api/users/${'x'.repeat(20_000)}` }],
    ])('answers 431 if it has too much of %s', async (_name, request) => {
      expectUnread(await rawRequest(app.api.url, request), 431, 'headers_too_large');
    });

    function expectUnread(answer: RawAnswer, status: number, code: string): void {
      expect(answer.status).toBe(status);
      expect(answer.headers.connection).toEqual(['close']);
      expect(answer.headers['content-type']).toEqual([JSON_TYPE]);
      expect(answer.body).toMatchObject({
        statusCode: status,
        code,
        requestId: answer.headers['x-request-id']?.[0],
      });
      expect(app.log.lines).toContainEqual(
        expect.objectContaining({ requestId: answer.body.requestId, status }),
      );
    }
  });

  function newTeam(): { id: string; name: string } {
    return { id: `edge-${++count}`, name: 'A team' };
  }

  function create(body: string): Promise<Answer> {
    return admin.api.post('/api/teams', body);
  }

  function rawCreate(headers: string[], body: string | Buffer): Promise<RawAnswer> {
    return rawRequest(app.api.url, {
      method: 'POST',
      target: '/api/teams',
      headers: [
        `Authorization: Bearer ${admin.session}`,
        'Content-Type: application/json',
        ...headers,
      ],
      body,
    });
  }

  /** A team, padded with blanks to this number of bytes. */
  function paddedTo(bytes: number): string {
    return JSON.stringify(newTeam()).padEnd(bytes);
  }
});

function chunked(body: string): string {
  const half = Math.floor(body.length / 2);
  const chunks = [body.slice(0, half), body.slice(half), ''];
  return chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('');
}

/** The headers that are the same for every request. */
function lasting({ headers }: RawAnswer): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !['date', 'x-request-id'].includes(name)),
  );
}
