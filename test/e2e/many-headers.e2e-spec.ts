import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { rawRequest } from '../support/raw-request.js';
import type { RawAnswer } from '../support/raw-request.js';
import { TestApp } from '../support/test-app.js';

const MANY = Array.from({ length: 3_500 }, () => 'a:');
const VERIFY = '/api/auth/verify';
const SESSION = '/api/auth/session';

let app: TestApp;
let owner: TestUser;

beforeAll(async () => {
  app = await TestApp.start({ env: { TRUST_PROXY: 'loopback' } });
  owner = await createUser(app);
});

afterAll(() => app.close());

type Columns = NonNullable<Parameters<typeof createToken>[1]['columns']>;

async function credentialOf(columns: Columns): Promise<string> {
  const { secret } = await createToken(app, { owner, columns });
  return `Authorization: Bearer ${secret}`;
}

function send(target: string, headers: string[]): Promise<RawAnswer> {
  return rawRequest(app.api.url, { target, headers });
}

describe('a header behind thousands of others counts', () => {
  it.each([
    'X-Original-Method: POST',
    'X-Forwarded-Method: DELETE',
    'X-HTTP-Method-Override: PUT',
    'X-HTTP-Method: PATCH',
    'X-Method-Override: POST',
  ])('the method of the original request: %s', async (method) => {
    const credential = await credentialOf({ readOnly: true });

    const answer = await send(VERIFY, [credential, ...MANY, method]);

    expect([answer.status, answer.body.code]).toEqual([403, 'read_only']);
    expect((await send(VERIFY, [credential, ...MANY])).status).toBe(200);
  });

  it('the address of the client', async () => {
    const credential = await credentialOf({ restrict: 'cidr', cidr: '127.0.0.0/8,::1/128' });

    const answer = await send(SESSION, [credential, ...MANY, 'X-Forwarded-For: 203.0.113.7']);

    expect([answer.status, answer.body.code]).toEqual([403, 'address_not_allowed']);
    expect((await send(SESSION, [credential, ...MANY])).status).toBe(200);
  });

  it('the origin', async () => {
    const credential = await credentialOf({ restrict: 'host', host: 'app.example.com' });

    const answer = await send(SESSION, [credential, ...MANY, 'Origin: https://evil.example']);

    expect([answer.status, answer.body.code]).toEqual([403, 'origin_not_allowed']);
  });

  it('a second credential', async () => {
    const credential = await credentialOf({});

    const answer = await send(SESSION, [credential, ...MANY, credential]);

    expect([answer.status, answer.body.code]).toEqual([400, 'multiple_credentials']);
  });

  it('the credential', async () => {
    expect((await send(SESSION, [...MANY, await credentialOf({})])).status).toBe(200);
  });
});

describe('more headers than 16 KiB', () => {
  it('are refused', async () => {
    const long = Array.from({ length: 200 }, () => `a: ${'x'.repeat(100)}`);
    const headers = [await credentialOf({}), ...long, 'X-Original-Method: POST'];

    expect((await send(VERIFY, headers)).status).toBe(431);
  });
});
