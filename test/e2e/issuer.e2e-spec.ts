import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import {
  ACCESS_TOKEN_TYPE,
  TOKEN_EXCHANGE,
} from '../../src/verification/oauth/token-exchange/token-exchange.types.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import { exchange } from '../support/oauth.js';
import { exchange as sendRaw } from '../support/raw-request.js';
import { TestApp } from '../support/test-app.js';

const EVIL = 'evil.example';

describe.each(['on', 'off'])('the issuer without PUBLIC_URL, with the lane %s', (lane) => {
  let app: TestApp;
  let token: TestToken;
  let asker: TestToken;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start({ env: { TRUST_PROXY: 'loopback', VERIFICATION_LANE: lane } });
    const owner = await createUser(app, {
      permissions: ['assistants:create', 'tokens:create', 'tokens:introspect'],
    });
    assistant = await createAssistant(app, { ownerId: owner.username });
    token = await createToken(app, { owner, assistant });
    asker = await createToken(app, { owner });
  });

  afterAll(() => app.close());

  const NAMES: [string, string[]][] = [
    ['Host', [`Host: ${EVIL}`]],
    ['X-Forwarded-Host', ['Host: localhost', `X-Forwarded-Host: ${EVIL}`]],
    ['X-Forwarded-Proto', ['Host: localhost', 'X-Forwarded-Proto: https']],
  ];

  function send(method: string, target: string, headers: string[], body = '') {
    const length = body === '' ? [] : [`Content-Length: ${body.length}`];
    const lines = [`${method} ${target} HTTP/1.1`, 'Connection: close', ...headers, ...length];
    return sendRaw(app.api.url, [...lines, '', body].join('\r\n'));
  }

  it.each(NAMES)('is the same in a JWT, whatever %s says', async (_name, headers) => {
    const form = new URLSearchParams({
      grant_type: TOKEN_EXCHANGE,
      subject_token: token.secret,
      subject_token_type: ACCESS_TOKEN_TYPE,
    });
    const type = 'Content-Type: application/x-www-form-urlencoded';
    const { body } = await send('POST', '/api/oauth/token', [...headers, type], String(form));
    expect(decodeJwt(body.access_token).iss).toBe(app.api.url);
  });

  it.each(NAMES)('is the same in the metadata, whatever %s says', async (_name, headers) => {
    const { body } = await send('GET', '/.well-known/oauth-authorization-server', headers);
    expect(body.issuer).toBe(app.api.url);
    expect(JSON.stringify(body)).not.toContain(EVIL);
  });

  it.each(NAMES)('is the same in an introspection, whatever %s says', async (_name, headers) => {
    const all = [
      ...headers,
      `Authorization: Bearer ${asker.secret}`,
      'Content-Type: application/json',
    ];
    for (const [path, request] of [
      ['/api/tokens/_introspect', { token: token.secret }],
      ['/api/tokens/_introspect-batch', { tokens: [token.secret] }],
    ] as const) {
      // The lane answers once both credentials are in the cache.
      for (let time = 0; time < 2; time++) {
        const { body } = await send('POST', path, all, JSON.stringify(request));
        expect((body.results?.[0] ?? body).iss).toBe(app.api.url);
      }
    }
  });

  it('is the base of a resource that a JWT is for', async () => {
    const path = `/api/assistants/${assistant.naturalId}`;
    const ours = await exchange(app, token.secret, { resource: app.api.url + path });
    expect(ours.status).toBe(200);
    const theirs = await exchange(app, token.secret, { resource: `http://${EVIL}${path}` });
    expect([theirs.status, theirs.body.code]).toEqual([400, 'invalid_target']);
  });
});
