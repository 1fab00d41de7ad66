import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import * as oauth from 'oauth4webapi';
import { CallbackService } from '../../src/webhooks/deliveries/callback.service.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createBoundToken } from '../factories/bound-tokens.factory.js';
import { createChat } from '../factories/chats.factory.js';
import type { TestChat } from '../factories/chats.factory.js';
import { createChild } from '../factories/children.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken, createTokens } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, PASSWORD } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { createWebhook } from '../factories/webhooks.factory.js';
import type { TestWebhook } from '../factories/webhooks.factory.js';
import { Api } from '../support/api.js';
import { EventClient } from '../support/event-client.js';
import { ModelServer } from '../support/model-server.js';
import { exchange } from '../support/oauth.js';
import { PathProxy } from '../support/path-proxy.js';
import { Phone } from '../support/phone.js';
import { linksIn, targetsIn, urlsIn, missingIn, walkLinks } from '../support/link-walk.js';
import { TestApp } from '../support/test-app.js';

const PATH = '/apps/tokens';
const MESSAGE = { role: 'user', content: 'Hello' };
// eslint-disable-next-line @typescript-eslint/no-deprecated -- the test has no TLS
const INSECURE = { [oauth.allowInsecureRequests]: true };

describe.each(['on', 'off'])('the service below a path, with the lane %s', (lane) => {
  let proxy: PathProxy;
  let model: ModelServer;
  let app: TestApp;
  /** Where links lead: the host of the proxy. */
  let host: Api;
  /** The service behind the proxy, without a credential. */
  let service: Api;
  let admin: TestUser;
  let assistant: TestAssistant;
  let token: TestToken;
  let chat: TestChat;
  let webhook: TestWebhook;

  beforeAll(async () => {
    proxy = await PathProxy.start(PATH);
    model = await ModelServer.start();
    host = new Api(proxy.origin);
    service = new Api(proxy.origin + PATH);
    app = await TestApp.start({
      env: { ...model.env, PUBLIC_URL: service.url, VERIFICATION_LANE: lane },
    });
    proxy.target = app.api.url;
    admin = await createAdmin(app, { permissions: ['tokens:introspect', 'tokens:create'] });
    const team = await createTeam(app, [[admin, 'admin']]);
    assistant = await createAssistant(app, { ownerId: team });
    token = await createToken(app, { owner: admin, assistant });
    await createTokens(app, 60, { owner: admin, assistant });
    await createChild(app, token);
    chat = await createChat(app, { owner: admin, assistant });
    webhook = await createWebhook(app, { assistant });
  });

  afterAll(async () => {
    app.nest.getHttpServer().closeAllConnections();
    await app.close();
    await model.stop();
    await proxy.stop();
  });

  it('is not served below the path by itself: the proxy removes it', async () => {
    const answer = await app.api.get(`${PATH}/api`);
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
  });

  describe('refuses', () => {
    it('a proof for a URL without the path', async () => {
      const phone = await Phone.make();
      const { secret } = await createBoundToken(app, { owner: admin, assistant, jkt: phone.jkt });
      phone.origin = proxy.origin;
      const answer = await phone.call(service, secret, '/api/auth/session');
      expect([answer.status, answer.body.code]).toEqual([401, 'invalid_dpop_proof']);
      phone.origin = service.url;
      expect((await phone.call(service, secret, '/api/auth/session')).status).toBe(200);
    });

    it('a resource without the path', async () => {
      const path = `/api/assistants/${assistant.naturalId}`;
      const without = await exchange(app, token.secret, { resource: proxy.origin + path });
      expect([without.status, without.body.code]).toEqual([400, 'invalid_target']);
      const { status, body } = await exchange(app, token.secret, { resource: service.url + path });
      expect(status).toBe(200);
      expect(decodeJwt(body.access_token as string).iss).toBe(service.url);
    });

    it('the cookie from another origin', async () => {
      const browser = service.with({ Cookie: await cookieOfLogin() });
      const renamed = (Origin: string) =>
        browser.with({ Origin }).patch(`/api/users/${admin.username}`, { displayName: 'Ada' });
      expect((await renamed('http://127.0.0.1')).body.code).toBe('origin_not_allowed');
      expect((await renamed(proxy.origin.replace('http:', 'https:'))).status).toBe(403);
      expect((await renamed(proxy.origin)).status).toBe(200);
    });
  });

  it('has no link that leads nowhere, from the entry point on', async () => {
    for (const api of [host, host.as(admin.session), host.as(token.secret)]) {
      const statuses = await walkLinks(api, `${PATH}/api`);
      expect(missingIn(statuses)).toEqual([]);
      expect([...statuses.keys()].filter((path) => !path.startsWith(`${PATH}/`))).toEqual([]);
    }
    const seen = [...(await walkLinks(host.as(admin.session), `${PATH}/api`)).keys()];
    for (const path of [chat.path, chat.answer, `/api/webhooks/${webhook.id}`]) {
      expect(seen).toContain(PATH + path);
    }
    expect(seen.filter((path) => path.includes('cursor='))).not.toEqual([]);
  });

  it('has only links with the path, in templates too', async () => {
    const { body } = await service.as(admin.session).get('/api');
    const links = linksIn(body);
    expect(links.filter(({ templated }) => templated).length).toBeGreaterThan(5);
    expect(links.filter(({ href }) => !href.startsWith(`${PATH}/`))).toEqual([]);
    const curies = links.filter(({ relation }) => relation === 'curies');
    expect(curies).toEqual([
      { relation: 'curies', href: `${PATH}/api/rels/{rel}`, templated: true },
    ]);
  });

  it('tells where a new resource is, and where the message of a failed answer is', async () => {
    const api = service.as(admin.session);
    const created = [
      await api.post('/api/tokens', { type: 'personal' }),
      await api.post('/api/chats', { assistantId: assistant.id, message: MESSAGE }),
      await api.post(`${chat.path}/messages`, { role: 'tool', content: '42' }),
    ];
    const asked = model.take();
    const failing = api.post('/api/chats', { assistantId: assistant.id, message: MESSAGE });
    (await asked).refuse(500);
    const failed = await failing;
    expect([...created, failed].map(({ status }) => status)).toEqual([201, 201, 201, 502]);
    for (const { headers } of [...created, failed]) {
      const location = headers.get('Location') ?? '';
      expect((await host.as(admin.session).get(location)).status).toBe(200);
    }
  });

  it('repeats the links of a stored response', async () => {
    const api = service.as(admin.session).with({ 'Idempotency-Key': 'once' });
    const [first, again] = [await createAnother(api), await createAnother(api)];
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    expect(again.headers.get('Location')).toBe(first.headers.get('Location'));
    expect(again.body._links).toEqual(first.body._links);
    const read = await host.as(admin.session).get(again.body._links.self.href as string);
    expect(read.status).toBe(200);
  });

  it('confirms a copy that has not changed', async () => {
    const api = service.as(admin.session);
    const path = `/api/assistants/${assistant.naturalId}`;
    const tag = (await api.get(path)).headers.get('ETag') ?? '';
    expect((await api.with({ 'If-None-Match': tag }).get(path)).status).toBe(304);
    const renamed = await api.with({ 'If-Match': tag }).patch(path, { name: 'Renamed' });
    expect(renamed.status).toBe(200);
  });

  it('has links in events that lead to their messages', async () => {
    const body = { assistantId: assistant.id, message: MESSAGE };
    const client = await EventClient.open(service.as(admin.session), 'POST', '/api/chats', {
      body,
    });
    const created = await client.until('chat.created');
    const ended = await client.until('message.completed');
    expect(client.response.headers.get('Location')).toBe(created.data._links.self.href);
    for (const { data } of [created, ended]) {
      expect(targetsIn(data)).toContain(data._links.self.href);
      for (const path of targetsIn(data)) {
        const { status } = await host.as(admin.session).get(path);
        expect([path, status]).not.toEqual([path, 404]);
      }
    }
    client.hangUp();
  });

  it('has pages whose links and files are below the path', async () => {
    const browser = host.with({ Accept: 'text/html' });
    for (const page of ['/api/rels', '/api/rels/rotate', '/api/docs', '/api/docs/']) {
      const { status, text } = await browser.get(PATH + page);
      expect(status).toBe(200);
      const urls = urlsIn(text);
      expect(urls).not.toEqual([]);
      for (const url of urls) {
        const { pathname } = new URL(url, proxy.origin + PATH + page);
        expect([url, (await browser.get(pathname)).status]).toEqual([url, 200]);
      }
    }
  });

  it('shows requests to send with the path', async () => {
    const { body } = await service.get('/api/rels/rotate');
    expect(body.example.href).toMatch(new RegExp(`^${PATH}/api/tokens/`));
    expect(body.operations[0].path).toBe(`${PATH}/api/tokens/{id}/_rotate`);
    const page = await service.with({ Accept: 'text/html' }).get('/api/rels/rotate');
    expect(page.text).toContain(`POST ${PATH}/api/tokens/{id}/_rotate`);
  });

  it('has a documentation page that reads the document below the path', async () => {
    const page = await service.get('/api/docs');
    const script = urlsIn(page.text).find((url) => url.endsWith('start.js')) ?? '';
    const src = new URL(script, `${service.url}/api/docs`).href;
    let url = '';
    const element = { addEventListener: () => undefined, classList: { toggle: () => undefined } };
    runInNewContext((await host.get(new URL(src).pathname)).text, {
      SwaggerUIBundle: (options: { url: string }) => ({ url } = options),
      document: {
        currentScript: { src },
        documentElement: element,
        getElementById: () => element,
        querySelectorAll: () => [],
      },
      matchMedia: () => element,
      sessionStorage: { getItem: () => null },
      URL,
    });
    const { pathname } = new URL(url, `${service.url}/api/docs`);
    const { status, body } = await host.get(pathname);
    expect(status).toBe(200);
    const [{ url: server }] = body.servers;
    expect((await host.get(`${server as string}/api/rels`)).status).toBe(200);
    expect(Object.keys(body.paths as object)).toContain('/api/rels');
  });

  it('has metadata that an OAuth client finds, at the issuer with the path', async () => {
    const issuer = new URL(service.url);
    const answer = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...INSECURE });
    const server = await oauth.processDiscoveryResponse(issuer, answer);
    expect(server.issuer).toBe(service.url);
    for (const [name, url] of Object.entries(server)) {
      if (typeof url !== 'string' || name === 'issuer') continue;
      expect(url).toMatch(new RegExp(`^${service.url}/`));
      const { pathname } = new URL(url);
      expect([name, (await host.get(pathname)).status]).not.toEqual([name, 404]);
    }
    const client = { client_id: admin.username };
    const asked = await oauth.introspectionRequest(
      server,
      client,
      oauth.ClientSecretBasic((await createToken(app, { owner: admin })).secret),
      token.secret,
      INSECURE,
    );
    const result = await oauth.processIntrospectionResponse(server, client, asked);
    expect(result).toMatchObject({ active: true, iss: service.url });
  });

  it('says its name with the path in an introspection', async () => {
    const asker = service.as((await createToken(app, { owner: admin })).secret);
    // The lane answers once both credentials are in the cache.
    for (let time = 0; time < 2; time++) {
      const { body } = await asker.post('/api/tokens/_introspect', { token: token.secret });
      expect(body).toMatchObject({ active: true, iss: service.url });
    }
  });

  it('has a cookie for the whole host', async () => {
    const cookie = await cookieOfLogin();
    const { status, body } = await service.with({ Cookie: cookie }).get('/api/auth/session');
    expect([status, body.username]).toEqual([200, admin.username]);
  });

  it('tells receivers of webhooks where to post a message', async () => {
    const callback = await app.nest.get(CallbackService).make(webhook.id, chat.id);
    const { pathname } = new URL(callback?.url ?? '');
    expect(callback?.url).toBe(proxy.origin + pathname);
    const message = { role: 'tool', content: '42' };
    const posted = await host.as(callback?.token ?? '').post(pathname, message);
    expect(posted.status).toBe(201);
  });

  it('verifies proofs at gateways for the URL of the gateway, without the path', async () => {
    const gateway = await TestApp.start({
      database: app.database,
      env: { TRUST_PROXY: 'loopback', PUBLIC_URL: service.url, VERIFICATION_LANE: lane },
    });
    const phone = await Phone.make();
    const { secret } = await createBoundToken(app, { owner: admin, assistant, jkt: phone.jkt });
    const ask = async (url: string) =>
      gateway.api.get('/api/auth/verify', {
        headers: {
          Authorization: `DPoP ${secret}`,
          DPoP: await phone.proof(url, 'GET', secret),
          'X-Forwarded-Proto': 'https',
          'X-Forwarded-Host': 'gateway.example',
          'X-Forwarded-Uri': '/sales/deals?page=2',
        },
      });
    phone.nonce = (await ask('https://gateway.example/')).headers.get('DPoP-Nonce') ?? '';
    expect((await ask(`https://gateway.example${PATH}/sales/deals`)).status).toBe(401);
    expect((await ask('https://gateway.example/sales/deals')).status).toBe(200);
    await gateway.close();
  });

  async function cookieOfLogin(): Promise<string> {
    const body = { username: admin.username, password: PASSWORD };
    const { headers } = await service.post('/api/auth/login', body);
    const [cookie = ''] = headers.getSetCookie();
    expect(cookie).toContain('; Path=/;');
    return cookie.split(';', 1)[0] ?? '';
  }

  function createAnother(api: Api) {
    return api.post('/api/tokens', { type: 'assistant', assistantId: assistant.id });
  }
});
