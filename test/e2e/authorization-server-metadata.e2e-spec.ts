import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildDocument } from '../../src/api/openapi/document.js';
import { createToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import { startAppForTest } from '../support/app-for-test.js';
import { everyRoute } from '../support/registered-routes.js';
import { exchange } from '../support/oauth.js';
import { TestApp } from '../support/test-app.js';

const PATH = '/.well-known/oauth-authorization-server';

describe('the metadata of the authorization server', () => {
  let app: TestApp;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  let metadata: any;

  beforeAll(async () => {
    app = await TestApp.start();
    metadata = (await app.api.get(PATH)).body;
  });

  afterAll(() => app.close());

  it('is plain JSON that can be cached for five minutes', async () => {
    const answer = await app.api.get(PATH, { headers: { Accept: '*/*' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('Cache-Control')).toBe('public, max-age=300');
  });

  it('lists the endpoints and what they support', () => {
    const { url } = app.api;
    expect(metadata).toEqual({
      issuer: url,
      token_endpoint: `${url}/api/oauth/token`,
      token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
      grant_types_supported: ['urn:ietf:params:oauth:grant-type:token-exchange'],
      response_types_supported: [],
      scopes_supported: [
        'assistant:read',
        'assistant:use',
        'assistants:create',
        'tokens:create',
        'tokens:introspect',
        'tokens:find',
        'audit:read',
      ],
      jwks_uri: `${url}/.well-known/jwks.json`,
      revocation_endpoint: `${url}/api/oauth/revoke`,
      revocation_endpoint_auth_methods_supported: [
        'none',
        'client_secret_basic',
        'client_secret_post',
      ],
      introspection_endpoint: `${url}/api/tokens/_introspect`,
      introspection_endpoint_auth_methods_supported: [
        'Bearer',
        'client_secret_basic',
        'client_secret_post',
      ],
      service_documentation: `${url}/api/docs`,
    });
  });

  it.each([
    ['token_endpoint', 'POST'],
    ['revocation_endpoint', 'POST'],
    ['introspection_endpoint', 'POST'],
    ['jwks_uri', 'GET'],
    ['service_documentation', 'GET'],
  ])('names a %s that exists', (name, method) => {
    expect(everyRoute(app.nest)).toContain(`${method} ${new URL(metadata[name]).pathname}`);
  });

  it.each(['token_endpoint', 'revocation_endpoint', 'introspection_endpoint'])(
    'names a %s that accepts a form',
    (name) => {
      const path = new URL(metadata[name]).pathname;
      const { requestBody } = buildDocument(app.nest).paths[path]?.post ?? {};
      expect(requestBody).toHaveProperty(['content', 'application/x-www-form-urlencoded']);
    },
  );

  it('names the issuer of the JWTs', async () => {
    const { secret } = await createToken(app, { owner: await createUser(app) });
    const { body } = await exchange(app, secret);
    const claims = Buffer.from(body.access_token.split('.')[1], 'base64url').toString();
    expect(JSON.parse(claims).iss).toBe(metadata.issuer);
  });

  it('has PUBLIC_URL in every URL when it is set', async () => {
    const published = await startAppForTest({ env: { PUBLIC_URL: 'https://tokens.example.com' } });
    const { body } = await published.api.get(PATH);
    expect(body.issuer).toBe('https://tokens.example.com');
    const urls = Object.values(body).filter((value) => String(value).startsWith('http'));
    expect(urls).toHaveLength(6);
    for (const url of urls) expect(new URL(String(url)).origin).toBe(body.issuer);
  });

  it('is served at no other path', async () => {
    for (const path of ['/api/.well-known/jwks.json', '/.well-known/', '/.well-known/nothing']) {
      expect((await app.api.get(path)).status).toBe(404);
    }
  });
});
