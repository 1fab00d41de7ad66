import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import { startAppForTest } from '../support/app-for-test.js';
import { expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

/** Also a path of the verification lane. */
const PATHS = ['/api/auth/session', '/api/auth/verify'];

let app: TestApp;
let token: TestToken;

beforeAll(async () => {
  app = await TestApp.start({ env: { TRUST_PROXY: 'loopback, 10.0.0.0/8, 2001:db8::/32' } });
  const owner = await createUser(app);
  token = await createToken(app, {
    owner,
    columns: { restrict: 'cidr', cidr: '203.0.113.7/32' },
  });
});

afterAll(() => app.close());

function ask(path: string, forwardedFor: string, { api } = app) {
  return api.as(token.secret).get(path, { headers: { 'X-Forwarded-For': forwardedFor } });
}

describe.each(PATHS)('at %s', (path) => {
  it.each([
    ['a proxy that is not trusted', '203.0.113.7, 192.0.2.1:50000'],
    ['a proxy that is not trusted, in IPv6', '203.0.113.7, [2001:db9::1]:50000'],
    ['a proxy whose port is no port', '203.0.113.7, 10.1.2.3:port'],
    ['a proxy with two ports', '203.0.113.7, 10.1.2.3:1:2'],
    ['another client behind a trusted proxy', '203.0.113.8:50000, 10.1.2.3:50000'],
    ['a client that claims another address', '203.0.113.7, 203.0.113.8, 10.1.2.3:50000'],
  ])('the token is refused from %s', async (_what, forwardedFor) => {
    await expectRefused(app, () => ask(path, forwardedFor), 403, 'address_not_allowed');
  });

  it.each([
    ['with its port', '203.0.113.7, 10.1.2.3:50000'],
    ['without its port', '203.0.113.7, 10.1.2.3'],
    ['in IPv6 with its port', '203.0.113.7, [2001:db8::1]:50000'],
    ['in IPv6 in brackets', '203.0.113.7, [2001:db8::1]'],
    ['as an IPv4-mapped address', '203.0.113.7, [::ffff:10.1.2.3]:50000'],
    ['behind another one', '203.0.113.7:40000, 10.1.2.3:50000, 10.1.2.4:50000'],
  ])('a trusted proxy is recognized %s', async (_what, forwardedFor) => {
    expect((await ask(path, forwardedFor)).status).toBe(200);
  });
});

describe('a number of proxies', () => {
  it('does not depend on ports', async () => {
    const behindTwo = await startAppForTest({
      database: app.database,
      env: { TRUST_PROXY: '2' },
    });

    for (const path of PATHS) {
      expect((await ask(path, '203.0.113.7, 10.1.2.3:50000', behindTwo)).status).toBe(200);
    }
  });
});
