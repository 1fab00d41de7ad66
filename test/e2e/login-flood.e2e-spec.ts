import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createUser, PASSWORD } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { TestApp } from '../support/test-app.js';

const FLOOD = 60;

describe('another user can log in', () => {
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

  async function floodWith(request: (i: number) => Promise<Answer>): Promise<number[]> {
    const flood = Array.from({ length: FLOOD }, (_, i) => request(i));
    expect((await logIn(user.username, '198.51.100.1')).status).toBe(200);
    return (await Promise.all(flood)).map(({ status }) => status);
  }

  it.each([
    ['one address', () => '203.0.113.7'],
    ['the addresses of one IPv6 network', (i: number) => `2001:db8::${i}`],
  ])('when %s floods the login with various names', async (_what, addressOf) => {
    const statuses = await floodWith((i) => logIn(`nobody-${i}`, addressOf(i)));
    expect(statuses.filter((status) => status === 503).length).toBeGreaterThanOrEqual(10);
    expect(new Set(statuses)).toEqual(new Set([401, 503]));
  });

  it('when a user sets a new password in an endless loop', async () => {
    const { username, api } = await createUser(app);
    const statuses = await floodWith(() =>
      api.patch(`/api/users/${username}`, { password: PASSWORD }),
    );
    expect(statuses.filter((status) => status === 503).length).toBeGreaterThanOrEqual(40);
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
  });
});
