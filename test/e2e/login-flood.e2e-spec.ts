import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createUser, PASSWORD } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { TestApp } from '../support/test-app.js';

describe('when one address floods the login with names of all sorts', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start({ env: { TRUST_PROXY: 'loopback' } });
    user = await createUser(app);
  });

  afterAll(() => app.close());

  function logIn(username: string, address: string) {
    return app.api.post(
      '/api/auth/login',
      { username, password: PASSWORD },
      { headers: { 'X-Forwarded-For': address } },
    );
  }

  it('lets somebody at another address in', async () => {
    const flood = Array.from({ length: 60 }, (_, i) => logIn(`nobody-${i}`, '203.0.113.7'));
    const honest = await logIn(user.username, '198.51.100.1');
    const refused = (await Promise.all(flood)).map(({ status }) => status);

    expect(honest.status).toBe(200);
    expect(refused.filter((status) => status === 503).length).toBeGreaterThanOrEqual(60 - 2 * 25);
    expect(new Set(refused)).toEqual(new Set([401, 503]));
  });
});
