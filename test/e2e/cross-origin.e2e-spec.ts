import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { QueryWatch } from '../support/query-watch.js';
import { expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const PATH = '/api/auth/session';
const LISTED = 'https://app.example.com';
const WEBVIEW = 'capacitor://localhost';
const OTHER = 'https://evil.example';
const OF_TOKEN = 'https://shop.example';
const OF_HOSTS = /FROM tokens t\s+JOIN users/;
const EXPOSED =
  'Deprecation,DPoP-Nonce,ETag,Idempotency-Replayed,Link,Location,RateLimit,RateLimit-Policy,Retry-After,Sunset,WWW-Authenticate,X-Request-Id';

describe('pages of other origins', () => {
  let off: TestApp;
  let listed: TestApp;
  let all: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    off = await TestApp.start();
    const { database } = off;
    listed = await TestApp.start({ database, env: { CORS_ORIGINS: `${LISTED}, ${WEBVIEW}` } });
    all = await TestApp.start({ database, env: { CORS_ORIGINS: '*' } });
    owner = await createUser(off);
    assistant = await createAssistant(off, { ownerId: owner.username });
  });

  afterAll(async () => {
    await all.close();
    await listed.close();
    await off.close();
  });

  const hostToken = (host: string, columns = {}) =>
    createToken(off, { owner, assistant, columns: { restrict: 'host', host, ...columns } });
  const get = (app: TestApp, origin: string, secret = owner.session, path = PATH) =>
    app.api.as(secret).get(path, { headers: { Origin: origin } });
  const preflight = (app: TestApp, origin: string, path = PATH) =>
    app.api.call('OPTIONS', path, {
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization,content-type,dpop',
      },
    });
  const corsOf = ({ headers }: Answer) =>
    Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')));

  function expectUnshared(answer: Answer): void {
    expect(corsOf(answer)).toEqual({});
  }

  function expectShared(answer: Answer, origin: string): void {
    expect(corsOf(answer)).toEqual({
      'access-control-allow-origin': origin,
      'access-control-expose-headers': EXPOSED,
    });
  }

  function expectInvited(answer: Answer, origin: string): void {
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(corsOf(answer)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET,HEAD,POST,PUT,PATCH,DELETE',
      'access-control-allow-headers':
        'Accept,Authorization,Content-Type,DPoP,Idempotency-Key,If-Match,If-None-Match,Last-Event-ID',
      'access-control-max-age': '600',
    });
    expect(answer.headers.has('access-control-allow-credentials')).toBe(false);
    expect(answer.headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/);
  }

  describe('without CORS_ORIGINS', () => {
    it('get no preflight permission and may read nothing', async () => {
      const asked = await preflight(off, OTHER);
      expect([asked.status, asked.headers.get('Allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
      expectUnshared(asked);
      const answer = await get(off, OTHER);
      expect(answer.status).toBe(200);
      expectUnshared(answer);
      expect(answer.headers.get('Vary')).toBe('Accept');
    });
  });

  describe('in CORS_ORIGINS', () => {
    it.each([LISTED, WEBVIEW])('are invited, and may read what is answered: %s', async (origin) => {
      const asked = await preflight(listed, origin);
      expectInvited(asked, origin);
      expect(asked.headers.get('Vary')).toBe('Origin');
      const answer = await get(listed, origin);
      expectShared(answer, origin);
      expect(answer.headers.get('Vary')).toBe('Accept, Origin');
    });

    it('may read all errors', async () => {
      const errors: [Answer, number][] = [
        [await get(listed, LISTED, 'garbage'), 401],
        [await get(listed, LISTED, owner.session, '/api/ai-seats'), 403],
        [await get(listed, LISTED, owner.session, '/api/nothing'), 404],
        [await listed.api.call('PATCH', PATH, { headers: { Origin: LISTED }, body: {} }), 405],
        [await listed.api.post('/api/auth/login', '{', { headers: { Origin: LISTED } }), 400],
      ];
      for (const [answer, status] of errors) {
        expect(answer.status).toBe(status);
        expectShared(answer, LISTED);
        expect(answer.headers.get('Vary')).toBe('Accept, Origin');
      }
    });

    it.each([
      OTHER,
      'null',
      'http://app.example.com',
      'https://app.example.com:8443',
      'https://app.example.com.evil.example',
      'https://APP.example.com',
    ])('are matched exactly: %s', async (origin) => {
      expectUnshared(await preflight(listed, origin));
      expectUnshared(await get(listed, origin));
    });

    it('are all allowed with *', async () => {
      expectInvited(await preflight(all, OTHER), '*');
      expectShared(await get(all, OTHER), '*');
    });

    it('get access to the API only', async () => {
      for (const path of ['/health/live', '/api/auth/verify']) {
        expectUnshared(await get(listed, LISTED, owner.session, path));
        expectUnshared(await preflight(listed, LISTED, path));
      }
      expect((await preflight(listed, LISTED, '/api/auth/verify')).status).toBe(401);
    });

    it('do not affect other clients, or pages without preflight', async () => {
      const answer = await listed.api.as(owner.session).get(PATH);
      expectUnshared(answer);
      expect(answer.headers.get('Vary')).toBe('Accept');
      const headers = { Origin: LISTED };
      const options = await listed.api.call('OPTIONS', PATH, { headers });
      expect(options.headers.get('Allow')).toBe('GET, HEAD, OPTIONS');
    });

    it('may not use the session cookie', async () => {
      const headers = { Origin: LISTED, Cookie: `assistant-tokens=${owner.session}` };
      const request = () => listed.api.post('/api/auth/logout', undefined, { headers });
      const refused = await expectRefused(listed, request, 403, 'origin_not_allowed');
      expect(refused.headers.has('access-control-allow-credentials')).toBe(false);
    });
  });

  describe('of the host that a token is restricted to', () => {
    it('get preflight permission, and may read the responses to that token', async () => {
      const { secret } = await hostToken('shop.example');
      expectInvited(await preflight(off, OF_TOKEN), OF_TOKEN);
      const answer = await get(off, OF_TOKEN, secret);
      expect(answer.status).toBe(200);
      expectShared(answer, OF_TOKEN);
      expect(answer.headers.get('Vary')).toBe('Accept, Origin');
      expectUnshared(await get(off, OF_TOKEN));
      expectUnshared(await get(off, OF_TOKEN, 'garbage'));
    });

    it('are allowed on the named port only, if there is one', async () => {
      await hostToken('port.example:8443');
      expectInvited(await preflight(off, 'https://port.example:8443'), 'https://port.example:8443');
      expectUnshared(await preflight(off, 'https://port.example'));
    });

    it('may read the refusals of that token', async () => {
      const { secret } = await hostToken('shop.example');
      const answer = await get(off, OF_TOKEN, secret, '/api/tokens');
      expect([answer.status, answer.body.code]).toEqual([403, 'insufficient_scope']);
      expectShared(answer, OF_TOKEN);
    });

    it.each([
      ['listed', () => listed, LISTED],
      ['all', () => all, OTHER],
    ])('are the only ones, even if others are %s', async (_what, app, origin) => {
      const { secret } = await hostToken('shop.example');
      const refused = await get(app(), origin, secret);
      expect([refused.status, refused.body.code]).toEqual([403, 'origin_not_allowed']);
      expectUnshared(refused);
      expect(refused.headers.get('Vary')).toBe('Accept, Origin');
      expectShared(await get(app(), OF_TOKEN, secret), OF_TOKEN);
    });

    it('get no preflight permission for an ended token, or one of a disabled user', async () => {
      const now = off.clock.now();
      await hostToken('revoked.example', { revokedAt: now });
      await hostToken('expired.example', { expiresAt: now });
      const disabled = await createUser(off, { disabled: true });
      await createToken(off, {
        owner: disabled,
        columns: { restrict: 'host', host: 'disabled.example' },
      });
      for (const name of ['revoked', 'expired', 'disabled', 'unknown']) {
        expectUnshared(await preflight(off, `https://${name}.example`));
      }
    });

    it('get preflight permission from a few seconds after the token is created until it ends', async () => {
      const origin = 'https://late.example';
      expectUnshared(await preflight(off, origin));
      const { id } = await hostToken('late.example');
      off.clock.advance({ seconds: 5 });
      expectInvited(await preflight(off, origin), origin);
      expect((await owner.api.delete(`/api/tokens/${id}`)).status).toBe(204);
      off.clock.advance({ seconds: 5 });
      expectUnshared(await preflight(off, origin));
    });
  });

  it('cannot flood the database with preflights', async () => {
    const queries = new QueryWatch(off);
    const names = Array.from({ length: 300 }, (_, index) => `https://flood-${index}.example`);
    const ask = (origins: string[]) =>
      queries.during(() => Promise.all(origins.map((origin) => preflight(off, origin))));
    await off.clock.stoppedDuring(async () => {
      const first = (await ask(names)).filter((text) => OF_HOSTS.test(text));
      expect(first.length).toBeGreaterThan(0);
      expect(first.length).toBeLessThan(names.length);
      expect(await ask(names)).toEqual([]);
      expect(await ask(['null', 'file://', `https://${'a'.repeat(400)}.example`])).toEqual([]);
    });
  });
});
