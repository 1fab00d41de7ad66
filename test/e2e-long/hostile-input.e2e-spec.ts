import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import type { SchemaObject } from '@nestjs/swagger';
import { newId } from '../../src/platform/ids/id.js';
import { buildDocument } from '../../src/api/openapi/document.js';
import { LeakReport } from '../../src/tokens/leaks/leak-report.entity.js';
import { createAssistant } from '../factories/assistants.factory.js';
import { createChat } from '../factories/chats.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createTokens } from '../factories/tokens.factory.js';
import { createAdmin } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { REQUESTS, setScene } from '../support/access-scene.js';
import { methodOf, routeOf } from '../support/access-table.js';
import type { AccessRow } from '../support/access-table.js';
import type { Answer } from '../support/api.js';
import { bodyReferenceOf, operationsOf, resolveReference } from '../support/document-walk.js';
import { flawOfRefusal } from '../support/error-shape.js';
import { fingerprintOf } from '../support/fingerprint.js';
import { rawRequest } from '../support/raw-request.js';
import { registeredRoutes } from '../support/registered-routes.js';
import { eventually } from '../support/service-process.js';
import { TestApp } from '../support/test-app.js';

const INHERITED = Object.getOwnPropertyNames(Object.prototype);
const UUID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';

/** Path segments, already encoded. */
const HOSTILE_IDS = [
  '%00',
  'team%00',
  `${UUID}%00`,
  'self%00',
  '%2F',
  'team%2Fmembers',
  '..%2F..%2Fetc%2Fpasswd',
  '%5c..%5c..',
  '%2e%2e',
  '%E0%A4%A',
  '%',
  '%zz',
  '%FF%FE',
  '%C0%80',
  '%ED%A0%80',
  '%F0%9F%98%80',
  '\xff\xfe',
  '%E2%80%AEnimda',
  '%D9%A1%D9%A2',
  '%0d%0aX-Injected:%20yes',
  "'%20OR%20'1'='1",
  '"%3B%20DROP%20TABLE%20users%3B--',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  '-1',
  '9007199254740993',
  '1e400',
  '*',
  '{id}',
  ':id',
  ':',
  'a:b:c',
  'team:%00',
  'TEAM',
  `${UUID}${UUID}`,
  UUID.replaceAll('-', ''),
  `urn:uuid:${UUID}`,
  'a'.repeat(64),
  'a'.repeat(7_000),
];

/** Valid bodies, so that only the path is wrong. */
const REQUIRED: Record<string, object> = {
  'PATCH /api/teams/{id}': { name: 'A team' },
  'PUT /api/teams/{id}/members/{username}': { role: 'viewer' },
};

/** Values of `start` and `limit`. */
const NO_NUMBERS = [
  '-1',
  '%2B1',
  '1.5',
  '1e3',
  '1e400',
  '0x10',
  '9007199254740993',
  '99999999999999999999',
  '9'.repeat(5_000),
  'NaN',
  'Infinity',
  'true',
  'null',
  '[]',
  '%20',
  '%201',
  '%00',
  '1%00',
  '%D9%A1',
  '%F0%9F%98%80',
  '%E0%A4%A',
  '1&limit=2&start=3&limit=4&start=5',
  '__proto__',
];

const HOSTILE_QUERIES = [
  '__proto__=1',
  '__proto__[polluted]=1',
  'constructor=1',
  'constructor[prototype][polluted]=1',
  'prototype=1',
  'toString=1',
  'hasOwnProperty=1',
  'limit[]=1',
  'limit[__proto__]=1',
  'unknown=1',
  '%00=1',
  '%E0%A4%A=1',
  '=1',
  '%F0%9F%98%80=1',
  `${'a'.repeat(5_000)}=1`,
  'a=1&'.repeat(1_500),
  'limit=1&limit=2',
];

/** Members of an object as JSON text. */
const HOSTILE_MEMBERS = [
  '"unknown":1',
  '"":1',
  '"\\u0000":1',
  '"x":"\\u0000"',
  '"\\ud800":1',
  '"x":"\\ud800"',
  '"x":"\\udc00\\ud800"',
  '"x":1e400',
  '"x":-1e400',
  '"x":9007199254740993',
  '"x":-9007199254740993',
  `"x":1${'0'.repeat(400)}`,
  '"x":NaN',
  '"x":undefined',
  "'x':1",
  '"x":1,',
  '"x":/**/1',
  '"x":"\n"',
  '"x":01',
  ...INHERITED.map((name) => `"${name}":{"polluted":1}`),
  '"\\u005f_proto__":{"polluted":1}',
  '"constructor":{"prototype":{"polluted":1}}',
  '"prototype":{"polluted":1}',
  '"x":{"__proto__":{"polluted":1}}',
  `"x":${'['.repeat(10_000)}${']'.repeat(10_000)}`,
  `"x":${'{"x":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
  `"x":${'['.repeat(100_000)}`,
  `"x":"${'x'.repeat(200_000)}"`,
  `"x":[${'0,'.repeat(60_000)}0]`,
  Array.from({ length: 10_000 }, (_, index) => `"x${index}":0`).join(),
];

/** Bodies that are not valid UTF-8. */
const NO_TEXTS: [string, Buffer][] = [
  ['bytes that never occur', Buffer.from([0xff, 0xfe])],
  ['a byte that follows none', Buffer.from([0x80])],
  ['a character that is cut off', Buffer.from([0xe2, 0x82])],
  ['NUL in two bytes', Buffer.from([0xc0, 0x80])],
  ['an encoded surrogate', Buffer.from([0xed, 0xa0, 0x80])],
  ['a character beyond Unicode', Buffer.from([0xf4, 0x90, 0x80, 0x80])],
];

/** One valid request for every route with a body. */
const WRITES: AccessRow[] = [
  'POST /api/auth/login',
  'POST /api/users',
  'PATCH /api/users/{username} with a name',
  'POST /api/teams',
  'PATCH /api/teams/{id} as its admin',
  'PUT /api/teams/{id}/members/{username} as its admin',
  'PUT /api/policies/instance',
  'PUT /api/policies/teams/{id} as its admin',
  'POST /api/policies/_preview for a team that one administers',
  'POST /api/service-accounts for a team that one administers',
  'PATCH /api/service-accounts/{id} of a team that one administers',
  'POST /api/ai-seats/_assign',
  'POST /api/ai-seats/_unassign',
  'POST /api/assistants',
  'PATCH /api/assistants/{id}',
  'POST /api/tokens for an assistant',
  'PATCH /api/tokens/{id} not presented',
  'POST /api/tokens/{id}/_rotate not presented',
  'POST /api/tokens/{id}/_pause',
  'POST /api/tokens/_transfer',
  'POST /api/tokens/_revoke',
  'POST /api/tokens/_pause',
  'POST /api/tokens/_resume',
  'PUT /api/tokens/{id}/budget',
  'PUT /api/assistants/{id}/budget',
  'PUT /api/users/{username}/budget',
  'POST /api/tokens/_derive',
  'POST /api/tokens/{id}/_explain not presented',
  'POST /api/tokens/_explain',
  'POST /api/assistants/{id}/webhooks',
  'PATCH /api/webhooks/{id}',
  'POST /api/webhooks/{id}/_rotate',
  'POST /api/chats',
  'PATCH /api/chats/{id}',
  'POST /api/chats/{id}/messages',
  'POST /api/tokens/_introspect',
  'POST /api/tokens/_introspect-batch',
  'POST /api/tokens/_find',
  'POST /api/leaks',
  'POST /api/oauth/token with another token',
  'POST /api/oauth/revoke with another token',
];

const OF_ANOTHER_TYPE: Record<string, unknown[]> = {
  string: [1, true, [], ['a'], [['a']], {}, { length: 1 }],
  boolean: [0, 1, 'true', '', [], [true], {}],
  integer: ['1', '', 1.5, -1, true, [], [1], {}],
  array: ['a', 1, true, {}, { length: 1, 0: 'a' }, [1], [null], [{}], [[]], [['a']]],
  object: ['a', 1, true, []],
};

describe('hostile input', () => {
  let app: TestApp;
  let admin: TestUser;

  beforeAll(async () => {
    app = await TestApp.start({ env: { LEAK_REPORTS_PER_MINUTE: '0' } });
    admin = await createAdmin(app);
    await createTeam(app);
    const assistant = await createAssistant(app, { ownerId: admin.username });
    await createTokens(app, 1, { owner: admin });
    await createChat(app, { owner: admin, assistant });
  });

  afterEach(async () => {
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(INHERITED);
    expect((await app.api.get('/health/ready')).status).toBe(200);
    expect((await admin.api.get('/api/auth/session')).body.username).toBe(admin.username);
  });

  afterAll(async () => {
    const errors = app.log.lines.filter(({ level }) => level === 'error' || level === 'fatal');
    await app.close();
    expect(errors).toEqual([]);
  });

  describe('when it is in the path', () => {
    it.each(HOSTILE_IDS.map((id) => [id.slice(0, 40), id]))('names nothing: %s', async (_, id) => {
      const routes = registeredRoutes(app.nest).filter((route) => route.includes('{'));
      expect(routes.length).toBeGreaterThan(10);
      const before = await fingerprintOf(app);
      const answers = await Promise.all(
        routes.map(async (route) => {
          const [method = '', template = ''] = route.split(' ');
          const body = JSON.stringify(REQUIRED[route] ?? {});
          const answer = await rawRequest(app.api.url, {
            method,
            target: template.replaceAll(/\{\w+\}/g, () => id),
            headers: [
              `Authorization: Bearer ${admin.session}`,
              'Content-Type: application/json',
              `Content-Length: ${Buffer.byteLength(body)}`,
            ],
            body,
          });
          return [route, flawOfRefusal(answer), answer.headers['x-injected']];
        }),
      );
      expect(answers).toEqual(routes.map((route) => [route, null, undefined]));
      expect(await fingerprintOf(app)).toBe(before);
    });
  });

  describe('when it is in the query', () => {
    const COLLECTIONS = [
      '/api/users',
      '/api/teams',
      '/api/ai-seats',
      '/api/assistants',
      '/api/tokens',
      '/api/chats',
    ];

    it.each(COLLECTIONS)('asks %s for no page', async (path) => {
      const queries = [
        ...NO_NUMBERS.flatMap((value) => [`start=${value}`, `limit=${value}`]),
        'limit=0',
        'limit=201',
        'start=2147483648',
        ...HOSTILE_QUERIES,
      ];
      await expectAllRefused(queries.map((query) => `${path}?${query}`));
    });

    it.each(COLLECTIONS)('is no cursor of %s', async (path) => {
      const { body } = await admin.api.get(path);
      const last = cursorIn(body._links.last.href);
      const [collection] = JSON.parse(Buffer.from(last, 'base64url').toString());
      expect(collection).toEqual(expect.any(String));
      const forged: unknown[] = [
        null,
        1,
        'last',
        {},
        [],
        [[]],
        [null],
        [1],
        ['last'],
        ['__proto__'],
        { 0: 'last', length: 1 },
        ['after', 0, UUID],
        ['nowhere', 'last'],
        [collection, 'nowhere'],
        [collection, 'start', 0],
        [collection, 'after'],
        [collection, 'after', -1, UUID],
        [collection, 'after', 0.5, UUID],
        [collection, 'after', 2 ** 53, UUID],
        [collection, 'after', '0', UUID],
        [collection, 'after', 0, null],
        [collection, 'after', 0, 1],
        [collection, 'after', 0, [UUID]],
        [collection, 'after', 0, ''],
        [collection, 'after', 0, '\0'],
        [collection, 'after', 0, '\ud800'],
        [collection, 'after', 0, "a' OR '1'='1"],
        [collection, 'before', 0, 'a'.repeat(64)],
      ];
      const texts = [
        ...forged.map((value) => Buffer.from(JSON.stringify(value)).toString('base64url')),
        '%00',
        '%F0%9F%98%80',
        '%E0%A4%A',
        'AAAA',
        '====',
        '/etc/passwd',
        Buffer.from([0xff, 0xfe]).toString('base64url'),
        Buffer.from('['.repeat(150)).toString('base64url'),
        'x'.repeat(5_000),
      ];
      await expectAllRefused([
        ...texts.map((cursor) => `${path}?cursor=${cursor}`),
        `${path}?start=0&cursor=${last}`,
      ]);
    });

    it.each([
      ['/api/tokens', 'username', ['', '%00', 'A', 'a%20b', '%F0%9F%98%80', 'a&username=b']],
      ['/api/tokens', 'type', ['', '%00', 'child', 'personal%00', 'personal&type=assistant']],
      ['/api/tokens', 'readOnly', ['', '1', 'TRUE', '%00', 'true&readOnly=false']],
      ['/api/tokens', 'status', ['', '%00', 'toString', '__proto__', 'active&status=active']],
      ['/api/tokens', 'assistantId', ['%00', 'a'.repeat(128), 'a&assistantId=b']],
      ['/api/assistants', 'ownerId', ['', '%00', 'A', '..%2F', '%F0%9F%98%80', 'a&ownerId=b']],
    ])('is refused as a filter: %s by %s', async (path, name, values) => {
      await expectAllRefused(values.map((value) => `${path}?${name}=${value}`));
    });

    it('finds nothing if it is odd but valid', async () => {
      for (const query of [
        'start=2147483647',
        'start=2147483647&limit=200',
        'username=nobody',
        'username=null',
        'assistantId=%27%20OR%20%271%27=%271',
        'assistantId=%F0%9F%98%80',
        'assistantId=a:b:c',
        `assistantId=${UUID}`,
      ]) {
        const { status, body } = await admin.api.get(`/api/tokens?${query}`);
        expect([query, status, body._embedded]).toEqual([query, 200, { 'inf:token': [] }]);
      }
    });

    it('is ignored if it has no meaning', async () => {
      for (const query of ['', '&', '&&&', '#fragment']) {
        expect((await admin.api.get(`/api/tokens?${query}`)).status).toBe(200);
      }
    });
  });

  describe('when it is in the body', () => {
    it('is tried on every route that takes a body', () => {
      const routes = operationsOf(buildDocument(app.nest))
        .filter(({ operation }) => operation.requestBody !== undefined)
        .map(({ route }) => route);
      expect(WRITES.map(routeOf).sort()).toEqual(routes.sort());
    });

    describe.each(WRITES)('of %s', (row) => {
      let send: (body: unknown) => Promise<Answer>;
      let valid: object;

      beforeAll(async () => {
        const scene = await setScene(app, row.endsWith('/_derive') ? 'assistant' : 'admin');
        const { path, body } = await REQUESTS[row](scene);
        send = (content) => scene.api.call(methodOf(row), path, { body: content });
        valid = body ?? {};
      });

      it('is refused, although the rest of the request is valid', async () => {
        const before = await fingerprintOf(app);
        const flaws = [];
        for (const member of HOSTILE_MEMBERS) {
          const flaw = flawOfRefusal(await send(withMember(valid, member)));
          if (flaw !== null) flaws.push(`${member.slice(0, 60)}: ${flaw}`);
        }
        expect(flaws).toEqual([]);
        expect(await fingerprintOf(app)).toBe(before);
        expect((await send(valid)).status).toBeLessThan(300);
        await eventually(async () => (await app.dataSource.manager.count(LeakReport)) === 0);
      });

      it('is refused if it has another type than the document defines', async () => {
        const before = await fingerprintOf(app);
        const flaws = [];
        const properties = Object.entries(propertiesOf(routeOf(row)));
        expect(properties.length).toBeGreaterThan(0);
        for (const [name, { type, nullable, maximum }] of properties) {
          const values = [...(OF_ANOTHER_TYPE[type] ?? []), ...(nullable ? [] : [null])];
          if (type === 'integer') values.push(Math.max(2 ** 31, maximum + 1));
          expect(values.length).toBeGreaterThan(3);
          for (const value of values) {
            const { body } = await send({ ...valid, [name]: value });
            const named = (body?.details ?? []).some(({ field }: { field: string }) =>
              field.startsWith(name),
            );
            if (!named) flaws.push(`${name}: ${JSON.stringify(value)}: ${JSON.stringify(body)}`);
          }
        }
        expect(flaws).toEqual([]);
        expect(await fingerprintOf(app)).toBe(before);
      });
    });

    it.each(['"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"\\udc00"', '"\\udc00\\ud800"'])(
      'is refused in text fields: %s',
      async (text) => {
        const before = await fingerprintOf(app);
        const attempts: [string, string, string][] = [
          ['POST', '/api/teams', `{"id":"odd","name":${text}}`],
          ['POST', '/api/assistants', `{"slug":"odd","name":"Odd","instructions":${text}}`],
          ['POST', '/api/assistants', `{"slug":"odd","name":"Odd","suggestions":[${text}]}`],
          ['POST', '/api/tokens', `{"type":"personal","notes":${text}}`],
          ['POST', '/api/chats', `{"message":{"role":"user","content":${text}}}`],
          ['POST', '/api/auth/login', `{"username":"admin","password":${text}}`],
          ['PATCH', `/api/users/${admin.username}`, `{"displayName":${text}}`],
          ['PATCH', `/api/users/${admin.username}`, `{"password":${text}}`],
        ];
        for (const [method, path, body] of attempts) {
          const answer = await admin.api.call(method, path, { body });
          expect([path, answer.status, answer.body.code]).toEqual([path, 400, 'invalid_request']);
        }
        expect(await fingerprintOf(app)).toBe(before);
      },
    );

    it.each([
      '{"\\u0000":1}',
      '{"\\ud800":1}',
      '{"a":[{"b":"\\u0000"}]}',
      '{"a":[{"b":"\\udfff"}]}',
      '{"a":{"__proto__":{"polluted":1}}}',
      '{"a":{"constructor":{"prototype":{"polluted":1}}}}',
      '{"prototype":1}',
      '{"a":9007199254740993}',
      '{"a":[-1e400]}',
      '{"a":1e300}',
      `{"a":${'['.repeat(40)}${']'.repeat(40)}}`,
    ])('is refused in object fields: %s', async (data) => {
      const before = await fingerprintOf(app);
      const answer = await admin.api.post('/api/tokens', `{"type":"personal","data":${data}}`);
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
      expect(await fingerprintOf(app)).toBe(before);
    });

    it.each(NO_TEXTS)('is refused when it is no UTF-8: %s', async (_name, bytes) => {
      const before = await fingerprintOf(app);
      const body = Buffer.concat([Buffer.from('{"id":"odd","name":"'), bytes, Buffer.from('"}')]);
      for (const [content, headers] of [
        [body, []],
        [gzipSync(body), ['Content-Encoding: gzip']],
      ] as [Buffer, string[]][]) {
        const answer = await rawRequest(app.api.url, {
          method: 'POST',
          target: '/api/teams',
          headers: [
            `Authorization: Bearer ${admin.session}`,
            'Content-Type: application/json',
            `Content-Length: ${content.length}`,
            ...headers,
          ],
          body: content,
        });
        expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
      }
      expect(await fingerprintOf(app)).toBe(before);
    });

    it.each([
      ['of year 0', '0000-01-01T00:00:00Z'],
      ['before year 0', '-000001-01-01T00:00:00Z'],
      ['of a year with six digits', '275760-09-13T00:00:00Z'],
      ['of the last moment of JavaScript', '+275760-09-13T00:00:00Z'],
      ['of year 10000 in UTC', '9999-12-31T23:59:59-14:00'],
      ['not in the calendar', '2030-02-30T00:00:00Z'],
      ['of a month that does not exist', '2030-13-01T00:00:00Z'],
      ['of an hour that does not exist', '2030-01-01T24:00:00Z'],
      ['of a second that does not exist', '2030-01-01T00:00:61Z'],
      ['with an offset that does not exist', '2030-01-01T00:00:00+24:00'],
      ['without an offset', '2030-01-01T00:00:00'],
      ['without a time', '2030-01-01'],
      ['with more digits than anybody needs', `2030-01-01T00:00:00.${'0'.repeat(5_000)}Z`],
      ['in other digits', '٢٠٣٠-01-01T00:00:00Z'],
      ['in words', 'tomorrow'],
      ['as a number', 1_900_000_000_000],
      ['with a line break', '2030-01-01T00:00:00Z\n'],
    ])('is refused if it is a time %s', async (_name, expiresAt) => {
      const before = await fingerprintOf(app);
      const answer = await admin.api.post('/api/tokens', { type: 'personal', expiresAt });
      expect(answer.status).toBe(400);
      expect(answer.body.details.map(({ field }: { field: string }) => field)).toEqual([
        'expiresAt',
      ]);
      expect(await fingerprintOf(app)).toBe(before);
    });

    it.each([
      ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
      ['2030-01-01t00:00:00z', '2030-01-01T00:00:00.000Z'],
      ['2032-02-29T12:00:00+14:00', '2032-02-28T22:00:00.000Z'],
      ['2030-01-01T00:00:00.123456789-00:00', '2030-01-01T00:00:00.123Z'],
    ])('is accepted if it is an odd but valid time: %s', async (expiresAt, normal) => {
      const answer = await admin.api.post('/api/tokens', { type: 'personal', expiresAt });
      expect([answer.status, answer.body.expiresAt]).toEqual([201, normal]);
    });

    it.each([
      ['emoji', '😀👩‍👩‍👧‍👦🏳️‍🌈'],
      ['accents upon accents', 'e\u0301\u0301\u0301\u0301'],
      ['text turned around', '\u202enimda'],
      ['nothing one could see', '\u200b\ufeff'],
      ['what is no character', '\ufffe\uffff\u{10ffff}'],
      ['control characters', '\u0001\u007f\u0085\u2028'],
      ['SQL', `'; DROP TABLE users; --`],
      ['HTML and templates', '<script>alert(1)</script>${7*7}{{7*7}}'],
      ['escapes', '%s%n%00\\u0000\\0'],
      ['a path', '../../etc/passwd'],
    ])('is stored unchanged if it is a text: %s', async (_name, text) => {
      const id = newId();
      const created = await admin.api.post('/api/teams', { id, name: text });
      expect([created.status, created.body.name]).toEqual([201, text]);
      expect((await admin.api.get(`/api/teams/${id}`)).body.name).toBe(text);
    });

    it('is stored unchanged if it is an object of the client', async () => {
      const data = {
        '': '',
        then: 1,
        toJSON: { $where: 1 },
        __proto: [[[]]],
        'a.b': -0.5,
        '😀': '\u0001',
        $ref: '#/',
        length: 1,
        list: [null, true, Number.MAX_SAFE_INTEGER, Number.MIN_VALUE],
      };
      const created = await admin.api.post('/api/tokens', { type: 'personal', data });
      expect([created.status, created.body.data]).toEqual([201, data]);
      expect((await admin.api.get(`/api/tokens/${created.body.id}`)).body.data).toEqual(data);
    });
  });

  describe('when it is in a header', () => {
    it.each([
      ['Accept: \xff\xfe', 406],
      ['Accept: application/hal+json;q=\xff', 406],
      [`Accept: ${'*/*,'.repeat(20)}`, 200],
      ['Accept: ,;,;=,', 406],
      ['Authorization: Bearer \xff', 400],
      ['Cookie: assistant-tokens=\xff', 200],
      ['Cookie: assistant-tokens=%00', 200],
      ['Cookie: sid=\xff', 200],
      ['Cookie: sid=%00', 200],
      ['Cookie: __proto__=1; constructor=1; toString=1', 200],
      [`Cookie: ${'a=1; '.repeat(20)}`, 200],
      ['Cookie: ;;;===;', 200],
      ['Origin: \xff', 200],
      ['X-Forwarded-For: \xff, 999.1.1.1, ::1%eth0', 200],
      ['X-Forwarded-Host: evil.example.com', 200],
      ['X-Forwarded-Proto: javascript', 200],
      ['X-HTTP-Method-Override: DELETE', 200],
      ['X-Request-Id: \xff', 200],
      ['If-None-Match: \xff', 200],
      ['If-Modified-Since: Thu, 99 Foo 275760 99:99:99 GMT', 200],
      ['Range: bytes=9007199254740993-', 200],
      ['Accept-Encoding: \xff;q=1e400', 200],
      ['Content-Type: \xff', 200],
      ['Content-Encoding: \xff', 200],
      ['Upgrade: \xff', 200],
      ['__proto__: 1', 200],
      ['constructor: 1', 200],
    ])('gets a response: %s', async (header, status) => {
      const headers = [`Authorization: Bearer ${admin.session}`, header];
      const answer = await rawRequest(app.api.url, { target: '/api/tokens', headers });
      expect(answer.status).toBe(status);
      if (status !== 200) expect(flawOfRefusal(answer)).toBeNull();
    });

    it.each([
      ['Host: evil.example.com', 400],
      ['Accept: text/html', 201],
      ['Content-Type: text/plain', 400],
      ['Origin: https://evil.example.com', 201],
      ['Content-Encoding: identity', 415],
      ['Content-Length: 3', 400],
      ['Transfer-Encoding: chunked', 400],
      ['Authorization: Basic YTpi', 400],
    ])('gets a response if it is sent twice: %s', async (header, status) => {
      const body = JSON.stringify({ id: newId(), name: 'A team' });
      const [name = ''] = header.split(':');
      const first = {
        Accept: 'application/json',
        Origin: 'https://first.example.com',
        'Content-Encoding': 'identity',
      }[name];
      const answer = await rawRequest(app.api.url, {
        method: 'POST',
        target: '/api/teams',
        headers: [
          `Authorization: Bearer ${admin.session}`,
          'Content-Type: application/json',
          `Content-Length: ${body.length}`,
          ...(first === undefined ? [] : [`${name}: ${first}`]),
          header,
        ],
        body,
      });
      expect(answer.status).toBe(status);
      if (status !== 201) expect(flawOfRefusal(answer)).toBeNull();
    });

    it.each(['Accept: */*', 'Cookie: a=1', 'If-None-Match: "a"', 'X-Forwarded-For: ::1', 'A: b'])(
      'gets a response if it is sent many times: %s',
      async (header) => {
        const headers = [
          `Authorization: Bearer ${admin.session}`,
          ...Array.from({ length: 500 }, () => header),
        ];
        const answer = await rawRequest(app.api.url, { target: '/api/tokens', headers });
        expect(answer.status).toBe(200);
      },
    );

    it('gets a response behind a trusted proxy', async () => {
      const proxied = await TestApp.start({ env: { TRUST_PROXY: 'loopback' } });
      try {
        const { session } = await createAdmin(proxied);
        for (const address of ['\xff', '', ',', '999.1.1.1', '::1%eth0', 'x'.repeat(9_000)]) {
          const body = JSON.stringify({ id: newId(), name: 'A team' });
          const answer = await rawRequest(proxied.api.url, {
            method: 'POST',
            target: '/api/teams',
            headers: [
              `Authorization: Bearer ${session}`,
              'Content-Type: application/json',
              `Content-Length: ${body.length}`,
              `X-Forwarded-For: ${address}`,
              'X-Forwarded-Host: \xff',
              'X-Forwarded-Proto: \xff',
            ],
            body,
          });
          expect(answer.status).toBe(201);
        }
      } finally {
        await proxied.close();
      }
    });
  });

  async function expectAllRefused(targets: string[]): Promise<void> {
    const flaws = await Promise.all(
      targets.map(async (target) => {
        const headers = [`Authorization: Bearer ${admin.session}`];
        return [target, flawOfRefusal(await rawRequest(app.api.url, { target, headers }))];
      }),
    );
    expect(flaws.filter(([, flaw]) => flaw !== null)).toEqual([]);
  }

  /** The type of each property of the body in the document. */
  function propertiesOf(
    route: string,
  ): Record<string, { type: string; nullable: boolean; maximum: number }> {
    const document = buildDocument(app.nest);
    const operation = operationsOf(document).find((candidate) => candidate.route === route);
    const reference = (operation && bodyReferenceOf(operation.operation)) ?? '';
    const { properties } = resolveReference(document, reference) as SchemaObject;
    return Object.fromEntries(
      Object.entries(properties ?? {}).map(([name, property]) => {
        const { type = 'string', anyOf = [], maximum = 0 } = property as SchemaObject;
        const types = [type, ...anyOf.map((form) => (form as SchemaObject).type ?? [])].flat();
        return [name, { type: types[0] ?? '', nullable: types.includes('null'), maximum }];
      }),
    );
  }
});

/** The JSON of the object with an additional first member. */
function withMember(object: object, member: string): string {
  const own = JSON.stringify(object).slice(1, -1);
  return `{${member}${own === '' ? '' : `,${own}`}}`;
}

function cursorIn(href: string): string {
  return new URLSearchParams(href.split('?')[1]).get('cursor') ?? '';
}
