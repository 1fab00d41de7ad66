import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createToken } from '../factories/tokens.factory.js';
import { createSession, createUser, PASSWORD } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { TestApp } from '../support/test-app.js';

const SESSION = '/api/auth/session';
const OLD = 'sid';
const SET = ['Path=/', expect.stringMatching(/^Expires=/), 'HttpOnly', 'Secure', 'SameSite=Lax'];
const CLEARED = ['Path=/', 'Expires=Thu, 01 Jan 1970 00:00:00 GMT', ...SET.slice(2)];

describe.each([
  ['https://tokens.example.com', '__Host-assistant-tokens', 'assistant-tokens'],
  ['https://example.com/tokens', '__Host-assistant-tokens', 'assistant-tokens'],
  ['http://localhost:3000', 'assistant-tokens', '__Host-assistant-tokens'],
  ['', 'assistant-tokens', '__Host-assistant-tokens'],
])('the session cookie with PUBLIC_URL=%s', (PUBLIC_URL, own, other) => {
  let app: TestApp;
  let user: TestUser;
  let second: string;

  beforeAll(async () => {
    app = await TestApp.start({ env: { PUBLIC_URL } });
    user = await createUser(app);
    second = await createSession(app, user.id);
  });

  afterAll(() => app.close());

  const send = (Cookie: string, path = SESSION) => app.api.with({ Cookie }).get(path);
  const post = (path: string, Cookie: string, body?: unknown) =>
    app.api.with({ Cookie, 'Sec-Fetch-Site': 'same-origin' }).post(path, body);

  async function expectIgnored(cookie: string): Promise<void> {
    const alone = await send(cookie);
    expect([alone.status, alone.body.code]).toEqual([401, 'credential_required']);
    const { api } = await createToken(app, { owner: user });
    expect((await api.with({ Cookie: cookie }).get(SESSION)).status).toBe(200);
  }

  it('is refused twice, and beside a header, under its name and under the old one', async () => {
    for (const name of [own, OLD]) {
      const twice = await send(`${name}=${user.session}; ${name}=${second}`);
      expect([twice.status, twice.body.code]).toEqual([400, 'multiple_credentials']);
      const { api } = await createToken(app, { owner: user });
      const both = await api.with({ Cookie: `${name}=${user.session}` }).get(SESSION);
      expect([both.status, both.body.code]).toEqual([400, 'multiple_credentials']);
    }
  });

  it(`is ignored under the name ${other}`, async () => {
    await expectIgnored(`${other}=${user.session}`);
    const logout = await post('/api/auth/logout', `${other}=${second}`);
    expect(logout.status).toBe(401);
  });

  it.each([own.toUpperCase(), `${own}-2`, `x-${own}`, `__Secure-assistant-tokens`, 'SID', 'side'])(
    'is ignored under the name %s',
    async (name) => expectIgnored(`${name}=${user.session}`),
  );

  it.each([own, OLD])('is ignored under the name %s if its value is no session', async (name) => {
    const { secret } = await createToken(app, { owner: user });
    for (const value of [secret, 's%3Aabc', `${user.session}x`, user.session.slice(1), '']) {
      await expectIgnored(`${name}=${value}`);
    }
  });

  it('is another name than the one of a session that has ended, which does not come back', async () => {
    const { session } = await createUser(app);
    const cookie = `${own}=${session}; ${OLD}=${user.session}`;
    expect((await post('/api/auth/logout', cookie)).status).toBe(204);
    const answer = await send(cookie);
    expect([answer.status, answer.body.code]).toEqual([401, 'invalid_token']);
  });

  it.each([own, OLD])('opens the session under the name %s', async (name) => {
    for (const value of [user.session, `"${user.session}"`]) {
      const answer = await send(`theme=dark; ${name}=${value}; lang=en`);
      expect([answer.status, answer.body.username]).toEqual([200, user.username]);
    }
  });

  it('counts under its own name before the old one', async () => {
    const stranger = await createUser(app);
    for (const cookie of [
      `${own}=${user.session}; ${OLD}=${stranger.session}`,
      `${OLD}=${stranger.session}; ${own}=${user.session}`,
      `${OLD}=${stranger.session}; ${OLD}=${second}; ${own}=${user.session}`,
      `${other}=${stranger.session}; ${own}=${user.session}; ${OLD}=foreign`,
      `${own}=foreign; ${OLD}=${user.session}`,
    ]) {
      expect((await send(cookie)).body.username).toBe(user.username);
    }
  });

  it('has its own name after a login, for the whole host', async () => {
    const answer = await logIn('theme=dark; sid=foreign');
    expect(cookiesOf(answer)).toEqual([[`${own}=${answer.body.token}`, ...SET]]);
    const [[pair] = []] = cookiesOf(answer);
    expect((await send(pair ?? '')).body.username).toBe(user.username);
  });

  it('replaces one of the old name at a login', async () => {
    const answer = await logIn(`sid=${second}`);
    expect(cookiesOf(answer)).toEqual([
      [`${own}=${answer.body.token}`, ...SET],
      [`${OLD}=`, ...CLEARED],
    ]);
  });

  it('is deleted at a logout, under the old name only if it is a session', async () => {
    for (const [name, others, cleared] of [
      [own, `${OLD}=foreign`, [own]],
      [own, `${OLD}=${second}`, [own, OLD]],
      [OLD, `${own}=foreign`, [own, OLD]],
    ] as const) {
      const session = await createSession(app, user.id);
      const answer = await post('/api/auth/logout', `${name}=${session}; ${others}`);
      expect(cookiesOf(answer)).toEqual(cleared.map((each) => [`${each}=`, ...CLEARED]));
      expect((await app.api.as(session).get(SESSION)).status).toBe(401);
    }
  });

  it('has its name in the OpenAPI document', async () => {
    const { body } = await app.api.get('/api/openapi.json');
    expect(body.components.securitySchemes.session).toMatchObject({ in: 'cookie', name: own });
  });

  function logIn(cookie: string): Promise<Answer> {
    return post('/api/auth/login', cookie, { username: user.username, password: PASSWORD });
  }
});

function cookiesOf({ headers }: Answer): string[][] {
  return headers.getSetCookie().map((cookie) => cookie.split('; '));
}
