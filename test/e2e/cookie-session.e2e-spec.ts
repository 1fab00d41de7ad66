import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser, PASSWORD } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Api } from '../support/api.js';
import { expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const PUBLIC_URL = 'https://tokens.example.com';

describe('a session in the cookie', () => {
  let app: TestApp;
  let user: TestUser;
  let browser: Api;

  beforeAll(async () => {
    app = await TestApp.start();
    user = await createAdmin(app);
    browser = app.api.with({ Cookie: `theme=dark; assistant-tokens=${user.session}; lang=en` });
  });

  afterAll(() => app.close());

  describe('when an unsafe request does not come from the same origin', () => {
    const strangers: [string, () => Record<string, string>][] = [
      ['says nothing of it', () => ({})],
      ['is cross-site', () => ({ 'Sec-Fetch-Site': 'cross-site' })],
      ['is same-site', () => ({ 'Sec-Fetch-Site': 'same-site' })],
      ['is from the address bar', () => ({ 'Sec-Fetch-Site': 'none' })],
      ['says what no browser says', () => ({ 'Sec-Fetch-Site': 'same-origin, cross-site' })],
      ['is cross-site with our origin', () => ({ 'Sec-Fetch-Site': 'cross-site', Origin: ours() })],
      ['has another origin', () => ({ Origin: 'https://evil.example.com' })],
      ['has an opaque origin', () => ({ Origin: 'null' })],
      ['has an empty origin', () => ({ Origin: '' })],
      ['has no URL as its origin', () => ({ Origin: host() })],
      ['has our host on another port', () => ({ Origin: 'http://127.0.0.1:1' })],
      ['has our host as a subdomain', () => ({ Origin: `http://${host()}.example.com` })],
      ['has our host as a user name', () => ({ Origin: `http://${host()}@example.com` })],
      [
        'forwards another host without being a trusted proxy',
        () => ({ Origin: 'https://evil.example.com', 'X-Forwarded-Host': 'evil.example.com' }),
      ],
      ['has our origin only as its referrer', () => ({ Referer: `${ours()}/` })],
    ];

    it.each(strangers)('is refused: it %s', async (_name, headers) => {
      const api = browser.with(headers());
      const create = () => api.post('/api/teams', { id: 'stranger', name: 'A team' });
      await expectRefused(app, create, 403, 'origin_not_allowed');
    });

    it('is refused with every unsafe method', async () => {
      const team = await createTeam(app, [[user, 'admin']]);
      const { username } = await createUser(app);
      const requests = [
        () => browser.post('/api/auth/logout'),
        () => browser.patch(`/api/users/${username}`, { displayName: 'Renamed' }),
        () => browser.put(`/api/teams/${team}/members/${username}`, { role: 'viewer' }),
        () => browser.delete(`/api/teams/${team}`),
      ];
      for (const request of requests) {
        await expectRefused(app, request, 403, 'origin_not_allowed');
      }
    });

    it('is refused before all other checks', async () => {
      const seatless = await createUser(app, { seat: false });
      const api = app.api.with({ Cookie: `assistant-tokens=${seatless.session}` });
      const create = () => api.post('/api/assistants', '{"slug":');
      await expectRefused(app, create, 403, 'origin_not_allowed');
    });
  });

  describe('when an unsafe request comes from the same origin', () => {
    it.each<[string, () => Record<string, string>]>([
      ['by Sec-Fetch-Site', () => ({ 'Sec-Fetch-Site': 'same-origin' })],
      ['by both', () => ({ 'Sec-Fetch-Site': 'same-origin', Origin: ours() })],
      ['by Origin', () => ({ Origin: ours() })],
      ['by Origin, which a proxy serves as HTTPS', () => ({ Origin: `https://${host()}` })],
    ])('is served: %s', async (name, headers) => {
      const displayName = `Renamed ${name}`;
      const api = browser.with(headers());
      const renamed = await api.patch(`/api/users/${user.username}`, { displayName });
      expect(renamed.status).toBe(200);
      expect((await browser.get('/api/auth/session')).body.displayName).toBe(displayName);
    });

    it('is served behind a trusted proxy under the host it forwards', async () => {
      await withApp({ TRUST_PROXY: 'loopback' }, async (proxied, api) => {
        const forwarded = api.with({ 'X-Forwarded-Host': 'app.example.com' });
        const logOut = () => logOutOf(forwarded, { Origin: 'https://evil.example.com' });
        await expectRefused(proxied, logOut, 403, 'origin_not_allowed');
        expect(await statusOfLogOut(forwarded, { Origin: 'https://app.example.com' })).toBe(204);
      });
    });

    it('is served under the public URL', async () => {
      await withApp({ PUBLIC_URL }, async (_published, api) => {
        expect(await statusOfLogOut(api, { Origin: 'http://tokens.example.com' })).toBe(403);
        expect(await statusOfLogOut(api, { Origin: `${PUBLIC_URL}:444` })).toBe(403);
        expect(await statusOfLogOut(api, { Origin: PUBLIC_URL })).toBe(204);
      });
    });
  });

  describe('when the request is safe', () => {
    it.each([
      ['nothing about its origin', {}],
      ['another site', { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example.com' }],
    ])('is served with %s', async (_name, headers) => {
      const api = browser.with(headers);
      expect((await api.get('/api/auth/session')).body).toMatchObject({
        username: user.username,
        type: 'session',
      });
      expect((await api.call('HEAD', '/api/tokens')).status).toBe(200);
    });

    it('lets no other site read the response', async () => {
      const api = browser.with({ Origin: 'https://evil.example.com' });
      const answers = [await api.get('/api/tokens'), await api.call('OPTIONS', '/api/tokens')];
      for (const { headers } of answers) {
        expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
        expect(headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin');
      }
    });
  });

  it('needs no origin if it is in the Authorization header', async () => {
    const { api, username } = await createUser(app);
    const answer = await api
      .with({ Origin: 'https://evil.example.com', 'Sec-Fetch-Site': 'cross-site' })
      .patch(`/api/users/${username}`, { displayName: 'Renamed' });
    expect(answer.status).toBe(200);
  });

  it.each<[string, () => Promise<string> | string]>([
    ['a token', async () => (await createToken(app, { owner: user })).secret],
    ['a value of another application', () => 's%3Aabc'],
    ['a mistyped session', () => `${user.session}x`],
    ['nothing', () => ''],
  ])('is ignored if it contains %s', async (_what, make) => {
    const cookie = { Cookie: `assistant-tokens=${await make()}` };
    const alone = await app.api.with(cookie).get('/api/auth/session');
    expect([alone.status, alone.body.code]).toEqual([401, 'credential_required']);
    const { api } = await createToken(app, { owner: user });
    expect((await api.with(cookie).get('/api/auth/session')).status).toBe(200);
    const twice = app.api.with({ Cookie: `${cookie.Cookie}; assistant-tokens=${user.session}` });
    expect((await twice.get('/api/auth/session')).status).toBe(200);
  });

  it('is hidden from scripts, plain HTTP and other sites, and lasts as long as the session', async () => {
    const { username } = await createUser(app);
    const answer = await app.api.post('/api/auth/login', { username, password: PASSWORD });
    const [value, ...attributes] = setCookie(answer.headers);
    expect(value).toBe(`assistant-tokens=${answer.body.token}`);
    const expires = new Date(answer.body.expiresAt);
    expires.setMilliseconds(0);
    expect(attributes).toEqual([
      'Path=/',
      `Expires=${expires.toUTCString()}`,
      'HttpOnly',
      'Secure',
      'SameSite=Lax',
    ]);
    const api = app.api.with({ Cookie: `assistant-tokens=${answer.body.token}` });
    expect((await api.get('/api/auth/session')).body.username).toBe(username);
  });

  it('ends and is deleted on logout', async () => {
    const { session } = await createUser(app);
    const api = app.api.with({
      Cookie: `assistant-tokens=${session}`,
      'Sec-Fetch-Site': 'same-origin',
    });
    const answer = await api.post('/api/auth/logout');
    expect(answer.status).toBe(204);
    expect(setCookie(answer.headers)).toEqual([
      'assistant-tokens=',
      'Path=/',
      'Expires=Thu, 01 Jan 1970 00:00:00 GMT',
      'HttpOnly',
      'Secure',
      'SameSite=Lax',
    ]);
    expect((await api.get('/api/auth/session')).status).toBe(401);
  });

  function ours(): string {
    return app.api.url;
  }

  function host(): string {
    return new URL(app.api.url).host;
  }

  /** Another application, and its API with a session in the cookie. */
  async function withApp(
    env: Record<string, string>,
    use: (other: TestApp, api: Api) => Promise<void>,
  ): Promise<void> {
    const other = await TestApp.start({ env });
    try {
      const { session } = await createUser(other);
      const name = 'PUBLIC_URL' in env ? '__Host-assistant-tokens' : 'assistant-tokens';
      await use(other, other.api.with({ Cookie: `${name}=${session}` }));
    } finally {
      await other.close();
    }
  }
});

function logOutOf(api: Api, headers: Record<string, string>) {
  return api.with(headers).post('/api/auth/logout');
}

async function statusOfLogOut(api: Api, headers: Record<string, string>): Promise<number> {
  return (await logOutOf(api, headers)).status;
}

function setCookie(headers: Headers): string[] {
  const cookies = headers.getSetCookie();
  expect(cookies).toHaveLength(1);
  return cookies.flatMap((cookie) => cookie.split('; '));
}
