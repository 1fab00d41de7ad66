import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as oauth from 'oauth4webapi';
import { freePort } from '../../src/platform/database/embedded/free-port.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createBoundToken } from '../factories/bound-tokens.factory.js';
import { createTokens } from '../factories/tokens.factory.js';
import { createUser, PASSWORD } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { Api } from '../support/api.js';
import { EventClient } from '../support/event-client.js';
import { missingIn, walkLinks } from '../support/link-walk.js';
import { Nginx } from '../support/nginx.js';
import { Phone } from '../support/phone.js';
import { TestApp } from '../support/test-app.js';

const SHIPPED = 'docs/gateways/nginx-path.conf';
const PATH = '/tokens';
// eslint-disable-next-line @typescript-eslint/no-deprecated -- the test has no TLS
const INSECURE = { [oauth.allowInsecureRequests]: true };

describe('nginx that serves Assistant tokens below a path', () => {
  let app: TestApp;
  let nginx: Nginx;
  let host: Api;
  let service: Api;
  let owner: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    const port = await freePort();
    const PUBLIC_URL = `http://127.0.0.1:${port}${PATH}`;
    app = await TestApp.start({ env: { PUBLIC_URL, TRUST_PROXY: '127.0.0.1' } });
    const shipped = await readFile(SHIPPED, 'utf8');
    nginx = await Nginx.run(
      (listen) =>
        shipped
          .replace('server 127.0.0.1:3000;', `server ${new URL(app.api.url).host};`)
          .replace('listen 127.0.0.1:8000;', `listen ${listen};`),
      port,
    );
    host = new Api(nginx.url);
    service = new Api(nginx.url + PATH);
    expect(service.url).toBe(PUBLIC_URL);
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
    await createTokens(app, 60, { owner, assistant });
  });

  afterAll(async () => {
    await nginx.stop();
    app.nest.getHttpServer().closeAllConnections();
    await app.close();
  });

  it('serves nothing outside of the path', async () => {
    for (const path of ['/api', '/health/ready', '/.well-known/jwks.json', '/tokensapi']) {
      const { status, body } = await host.get(path);
      expect([status, body]).toEqual([404, undefined]);
    }
  });

  it('lets nobody use a proof for a URL without the path', async () => {
    const phone = await Phone.make();
    const { secret } = await createBoundToken(app, { owner, assistant, jkt: phone.jkt });
    phone.origin = nginx.url;
    const refused = await phone.call(service, secret, '/api/auth/session');
    expect([refused.status, refused.body.code]).toEqual([401, 'invalid_dpop_proof']);
    phone.origin = service.url;
    expect((await phone.call(service, secret, '/api/auth/session')).status).toBe(200);
  });

  it('lets nobody use the cookie from another origin', async () => {
    const body = { username: owner.username, password: PASSWORD };
    const { headers } = await service.post('/api/auth/login', body);
    const browser = service.with({ Cookie: headers.getSetCookie()[0]?.split(';', 1)[0] ?? '' });
    const logOut = async (Origin: string) =>
      (await browser.with({ Origin }).post('/api/auth/logout')).status;
    expect((await browser.get('/api/auth/session')).status).toBe(200);
    expect(await logOut('http://127.0.0.1')).toBe(403);
    expect(await logOut(nginx.url)).toBe(204);
  });

  it('has no link that leads nowhere', async () => {
    const statuses = await walkLinks(host.as(owner.session), `${PATH}/api`);
    expect(missingIn(statuses)).toEqual([]);
    const pages = [...statuses.keys()].filter((path) => path.includes('cursor='));
    expect(pages).not.toEqual([]);
  });

  it('has metadata where an OAuth client looks for it', async () => {
    const issuer = new URL(service.url);
    const answer = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...INSECURE });
    const { jwks_uri: keys = '' } = await oauth.processDiscoveryResponse(issuer, answer);
    expect((await host.get(new URL(keys).pathname)).body.keys).not.toEqual([]);
  });

  it('passes events on, whose links lead to their messages', async () => {
    const client = await EventClient.open(service.as(owner.session), 'POST', '/api/chats', {
      body: { assistantId: assistant.id, message: { role: 'user', content: 'Hello' } },
    });
    await client.until('chat.created');
    const { data } = await client.until('message.completed');
    const { status, body } = await host.as(owner.session).get(data._links.self.href as string);
    expect([status, body.id]).toEqual([200, data.id]);
    client.hangUp();
  });
});
