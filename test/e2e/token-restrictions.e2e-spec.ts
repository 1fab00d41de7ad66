import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Api } from '../support/api.js';
import { storedTokens } from '../support/database-rows.js';
import { TestApp } from '../support/test-app.js';

const WHO_AM_I = '/api/auth/session';
const NEIGHBOURS = ['203.0.112.255', '203.0.114.0', '::ffff:203.0.114.1', '2001:db9::1'];

describe('the restrictions of a token', () => {
  /** Behind a proxy on this machine that sends the client address. */
  let app: TestApp;
  /** Without a proxy, on the same database. */
  let direct: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start({ env: { TRUST_PROXY: 'loopback' } });
    direct = await TestApp.start({ database: app.database });
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
  });

  afterAll(async () => {
    await direct.close();
    await app.close();
  });

  type Columns = NonNullable<Parameters<typeof createToken>[1]['columns']>;
  const restricted = (columns: Columns) => createToken(app, { owner, assistant, columns });
  const from = (api: Api, address: string) => api.with({ 'X-Forwarded-For': address });
  const at = (api: Api, origin: string) => api.with({ Origin: origin });

  describe('when it expires', () => {
    it('works until it expires, and is then refused like an unknown token', async () => {
      const expiresAt = new Date(app.clock.now().getTime() + 600_000);
      const token = await restricted({ expiresAt });
      const unknown = await app.api.as('i5t_unknown').get(WHO_AM_I);

      app.clock.advance({ seconds: 540 });
      const before = await token.api.get(WHO_AM_I);
      app.clock.advance({ seconds: 60 });
      const after = await token.api.get(WHO_AM_I);

      expect(before).toMatchObject({ status: 200, body: { expiresAt: expiresAt.toISOString() } });
      expect(after.status).toBe(401);
      expect({ ...after.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
      expect(after.headers.get('WWW-Authenticate')).toContain('error="invalid_token"');
      expect((await token.api.get(`/api/assistants/${assistant.id}`)).status).toBe(401);
      expect((await token.api.delete('/api/tokens/self')).status).toBe(401);
    });
  });

  describe('when it is read-only', () => {
    it('lets an assistant token read its assistant and its tokens', async () => {
      const token = await restricted({ readOnly: true });

      for (const path of [
        `/api/assistants/${assistant.naturalId}`,
        `/api/assistants/${assistant.id}/tokens`,
        '/api/tokens/self',
        WHO_AM_I,
      ]) {
        expect((await token.api.get(path)).status).toBe(200);
      }
      expect((await token.api.get(WHO_AM_I)).body.readOnly).toBe(true);
    });

    it.each<[string, (api: Api) => ReturnType<Api['get']>]>([
      ['POST', (api) => api.post('/api/assistants', { slug: 'made', name: 'Made' })],
      ['PATCH', (api) => api.patch(`/api/assistants/${assistant.id}`, { name: 'Changed' })],
      ['DELETE', (api) => api.delete(`/api/assistants/${assistant.id}`)],
      ['POST with a malformed body', (api) => api.post('/api/tokens', '{')],
      ['DELETE of what does not exist', (api) => api.delete('/api/assistants/nobody:nothing')],
    ])('refuses a personal token %s', async (_name, send) => {
      const { api } = await createToken(app, { owner, columns: { readOnly: true } });

      expect(await send(api)).toMatchObject({ status: 403, body: { code: 'read_only' } });

      const list = await owner.api.get(`/api/assistants?ownerId=${owner.username}`);
      expect(list.body._embedded['inf:assistant']).toMatchObject([
        { id: assistant.id, name: `The assistant ${assistant.naturalId.split(':')[1] ?? ''}` },
      ]);
    });
  });

  describe('when it is restricted to addresses', () => {
    const blocks: Columns = { restrict: 'cidr', cidr: '203.0.113.0/24,2001:db8::/32' };

    it.each(['203.0.113.0', '203.0.113.255', '::ffff:203.0.113.7', '2001:DB8:ffff::1'])(
      'works from %s',
      async (address) => {
        const token = await restricted(blocks);

        expect((await from(token.api, address).get(WHO_AM_I)).status).toBe(200);
      },
    );

    it.each([...NEIGHBOURS, '127.0.0.1', 'unknown', ''])('is refused from %j', async (address) => {
      const token = await restricted(blocks);

      expect(await from(token.api, address).get(WHO_AM_I)).toMatchObject({
        status: 403,
        body: { code: 'address_not_allowed' },
      });
    });

    it('uses the address from the trusted proxy, not the one that the client claims', async () => {
      const token = await restricted(blocks);

      const claimed = await from(token.api, '203.0.113.7, 198.51.100.1').get(WHO_AM_I);
      const real = await from(token.api, '198.51.100.1, 203.0.113.7').get(WHO_AM_I);
      const overTwo = await from(token.api, '198.51.100.1, 203.0.113.7, 127.0.0.1').get(WHO_AM_I);

      expect(claimed.status).toBe(403);
      expect(real.status).toBe(200);
      expect(overTwo.status).toBe(200);
    });

    it.each([
      ['X-Forwarded-For', '203.0.113.7'],
      ['Forwarded', 'for=203.0.113.7'],
      ['X-Real-IP', '203.0.113.7'],
      ['X-Client-IP', '203.0.113.7'],
      ['True-Client-IP', '203.0.113.7'],
      ['CF-Connecting-IP', '203.0.113.7'],
    ])('ignores %s from a client without a trusted proxy', async (header, value) => {
      const elsewhere = await restricted(blocks);
      const here = await restricted({ restrict: 'cidr', cidr: '127.0.0.0/8' });
      const forged = (token: TestToken) => direct.api.as(token.secret).with({ [header]: value });

      expect(await forged(elsewhere).get(WHO_AM_I)).toMatchObject({
        status: 403,
        body: { code: 'address_not_allowed' },
      });
      expect((await forged(here).get(WHO_AM_I)).status).toBe(200);
    });

    it('works from everywhere in every block', async () => {
      const token = await restricted({ restrict: 'cidr', cidr: '0.0.0.0/0,::/0' });

      for (const address of ['127.0.0.1', '198.51.100.1', '2001:db8::1']) {
        expect((await from(token.api, address).get(WHO_AM_I)).status).toBe(200);
      }
    });
  });

  describe('when it is restricted to a host', () => {
    const host: Columns = { restrict: 'host', host: 'app.example.com' };

    it.each([
      'https://app.example.com',
      'http://app.example.com',
      'https://APP.example.com',
      'https://app.example.com:8443',
    ])('works at the origin %s', async (origin) => {
      const token = await restricted(host);

      expect((await at(token.api, origin).get(WHO_AM_I)).status).toBe(200);
    });

    it.each([
      'https://example.com',
      'https://evil.app.example.com',
      'https://app.example.com.evil.net',
      'https://app.example.com@evil.net',
      'https://evil.net/app.example.com',
      'app.example.com',
      'null',
    ])('is refused at the origin %s', async (origin) => {
      const token = await restricted(host);

      expect(await at(token.api, origin).get(WHO_AM_I)).toMatchObject({
        status: 403,
        body: { code: 'origin_not_allowed' },
      });
    });

    it('is refused without an origin, whatever else names the host', async () => {
      const token = await restricted(host);
      const hinting = token.api.with({
        Referer: 'https://app.example.com/',
        'X-Forwarded-Host': 'app.example.com',
      });

      for (const api of [token.api, hinting]) {
        expect(await api.get(WHO_AM_I)).toMatchObject({
          status: 403,
          body: { code: 'origin_not_allowed' },
        });
      }
    });

    it('takes a port as part of it', async () => {
      const { api } = await restricted({ restrict: 'host', host: 'app.example.com:8443' });
      const standard = await restricted({ restrict: 'host', host: 'app.example.com:443' });

      expect((await at(api, 'https://app.example.com:8443').get(WHO_AM_I)).status).toBe(200);
      expect((await at(api, 'https://app.example.com').get(WHO_AM_I)).status).toBe(403);
      expect((await at(standard.api, 'https://app.example.com').get(WHO_AM_I)).status).toBe(200);
      expect((await at(standard.api, 'http://app.example.com').get(WHO_AM_I)).status).toBe(403);
    });
  });

  describe('when there are several problems', () => {
    it.each<[string, Columns, string]>([
      ['address', { restrict: 'cidr', cidr: '203.0.113.0/24' }, 'address_not_allowed'],
      ['origin', { restrict: 'host', host: 'app.example.com' }, 'origin_not_allowed'],
    ])(
      'refuses the %s on every route, before it looks at anything else',
      async (_n, columns, code) => {
        const token = await restricted({ ...columns, readOnly: true });
        const before = await storedTokens(app);

        const answers = await Promise.all([
          token.api.get(`/api/assistants/${assistant.id}`),
          token.api.get('/api/assistants/nobody:nothing'),
          token.api.get('/api/tokens/self'),
          token.api.get('/api/users'),
          token.api.post('/api/tokens', '{'),
          token.api.post('/api/tokens/self/_rotate', {}),
          token.api.delete('/api/tokens/self'),
        ]);

        for (const answer of answers) expect(answer).toMatchObject({ status: 403, body: { code } });
        expect(await storedTokens(app)).toEqual(before);
      },
    );

    it('does not reveal the restrictions of an expired token', async () => {
      const token = await restricted({
        restrict: 'cidr',
        cidr: '203.0.113.0/24',
        expiresAt: new Date(0),
      });

      expect(await token.api.get(WHO_AM_I)).toMatchObject({
        status: 401,
        body: { code: 'invalid_token' },
      });
    });
  });
});
