import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CredentialLimits } from '../../src/admission/rate-limits/credential-limits.js';
import { WindowCounter } from '../../src/admission/rate-limits/window-counter.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createSession, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { startAppForTest } from '../support/app-for-test.js';
import { putMachineClockAhead } from '../support/machine-clock.js';
import {
  countStatuses,
  expectLimited,
  expectStand,
  expectUnmetered,
} from '../support/rate-limit.js';
import { expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

let app: TestApp;
let owner: TestUser;
let assistant: TestAssistant;

beforeAll(async () => {
  app = await TestApp.start();
  owner = await createUser(app);
  assistant = await createAssistant(app, { ownerId: owner.username });
});

afterAll(() => app.close());

afterEach(() => {
  jest.restoreAllMocks();
});

function limitedToken(rateLimitPerMinute: number): Promise<TestToken> {
  return createToken(app, { owner, assistant, columns: { rateLimitPerMinute } });
}

function ask(api: Api): Promise<Answer> {
  return api.get('/api/auth/session');
}

async function useUp(api: Api, limit: number): Promise<void> {
  for (let i = 0; i < limit; i++) expect((await ask(api)).status).toBe(200);
}

describe('a token that has used up its limit', () => {
  const limit = 3;
  const quota = { policy: 'token', limit };
  let token: TestToken;

  beforeAll(async () => {
    token = await limitedToken(limit);
    await useUp(token.api, limit);
  });

  it('is refused with Retry-After', async () => {
    expectLimited(await ask(token.api), quota);
  });

  it('is refused on every route, and nothing changes', async () => {
    const rotate = () => token.api.post('/api/tokens/self/_rotate', {});
    expectLimited(await expectRefused(app, rotate, 429, 'too_many_requests'), quota);
    const revoke = () => token.api.delete('/api/tokens/self');
    expectLimited(await expectRefused(app, revoke, 429, 'too_many_requests'), quota);
  });

  it('gets this error before the one about the scope', async () => {
    expectLimited(await token.api.get('/api/users'), quota);
  });

  it('is refused with HEAD as with GET', async () => {
    const { status, headers } = await token.api.call('HEAD', '/api/auth/session');
    expect([status, headers.get('RateLimit-Policy')]).toEqual([429, '"token";q=3;w=60']);
  });

  it('gets no new limit from a new secret', async () => {
    const { body } = await owner.api.post(`/api/tokens/${token.id}/_rotate`, {
      overlapSeconds: 60,
    });

    expectLimited(await ask(app.api.as(body.token)), quota);
    expectLimited(await ask(token.api), quota);
  });

  it('affects neither other tokens nor its owner', async () => {
    const other = await limitedToken(limit);

    expectStand(await ask(other.api), { ...quota, left: limit - 1 });
    expectUnmetered(await ask(owner.api));
  });

  it('has no last use from refused requests', async () => {
    const fresh = await limitedToken(1);
    await useUp(fresh.api, 1);
    await app.flushLastUses();
    const before = await owner.api.get(`/api/tokens/${fresh.id}`);
    app.clock.advance({ seconds: 10 });

    expectLimited(await ask(fresh.api), { policy: 'token', limit: 1 });
    await app.flushLastUses();

    const { lastUsedAt } = (await owner.api.get(`/api/tokens/${fresh.id}`)).body;
    expect(lastUsedAt).not.toBeNull();
    expect(lastUsedAt).toBe(before.body.lastUsedAt);
  });

  it('works again when the minute is over, and not a second before', async () => {
    const fresh = await limitedToken(limit);
    await useUp(fresh.api, limit);

    putMachineClockAhead(55);
    expectLimited(await ask(fresh.api), quota);
    putMachineClockAhead(60);
    expectStand(await ask(fresh.api), { ...quota, left: limit - 1 });
  });
});

describe('a request that does not count', () => {
  it.each([
    ['a token from an address that is not its own', { restrict: 'cidr', cidr: '203.0.113.0/24' }],
    ['a token from an origin that is not its own', { restrict: 'host', host: 'example.com' }],
  ] as const)('%s', async (_what, columns) => {
    const { api } = await createToken(app, {
      owner,
      assistant,
      columns: { ...columns, rateLimitPerMinute: 1 },
    });

    for (let i = 0; i < 3; i++) {
      const answer = await ask(api);
      expect(answer.status).toBe(403);
      expectUnmetered(answer);
    }
  });

  it('has a credential without a limit', async () => {
    const { api } = await createToken(app, { owner });
    const { countedInMemory } = app.nest.get(WindowCounter);

    expectUnmetered(await ask(api));
    expectUnmetered(await ask(owner.api));
    expectUnmetered(await app.api.get('/api/rels/token'));
    expect(app.nest.get(WindowCounter).countedInMemory).toBe(countedInMemory);
  });
});

describe('the rest of the limit', () => {
  it('is in every response, whatever the status', async () => {
    const { api } = await limitedToken(5);
    const quota = { policy: 'token', limit: 5 };

    const answers = [
      await ask(api),
      await api.get('/api/users'),
      await api.post('/api/tokens/self/_rotate', { overlapSeconds: -1 }),
      await api.delete('/api/tokens/self'),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 403, 400, 204]);
    for (const [index, answer] of answers.entries()) {
      expectStand(answer, { ...quota, left: 4 - index });
    }
  });
});

describe('many requests at once', () => {
  it('are accepted exactly up to the limit', async () => {
    const { api } = await limitedToken(20);

    expect(await countStatuses(60, () => ask(api))).toEqual({ 200: 20, 429: 40 });
  });

  it('each report a different rest', async () => {
    const { api } = await limitedToken(20);

    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(api)));
    const left = answers.map(({ headers }) =>
      Number(/r=(\d+)/.exec(headers.get('RateLimit') ?? '')?.[1]),
    );
    expect(left.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });
});

describe('a limit that is tightened', () => {
  it('applies from the next request, including earlier requests', async () => {
    const token = await limitedToken(10);
    await useUp(token.api, 3);

    const patch = (rateLimitPerMinute: number) =>
      owner.api.patch(`/api/tokens/${token.id}`, { rateLimitPerMinute });
    expect((await patch(5)).status).toBe(200);
    expectStand(await ask(token.api), { policy: 'token', limit: 5, left: 1 });
    expect((await patch(3)).status).toBe(200);
    expectLimited(await ask(token.api), { policy: 'token', limit: 3 });
  });
});

describe('the limit for a kind of credential', () => {
  const env = {
    RATE_LIMIT_SESSION: '3',
    RATE_LIMIT_PERSONAL: '4',
    RATE_LIMIT_ASSISTANT: '5',
  };

  async function start() {
    const limited = await startAppForTest({ env });
    const user = await createUser(limited);
    const its = await createAssistant(limited, { ownerId: user.username });
    return { limited, user, its };
  }

  it('applies to each credential of the kind separately', async () => {
    const { limited, user, its } = await start();
    const another = limited.api.as(await createSession(limited, user.id));
    const personal = await createToken(limited, { owner: user });
    const token = await createToken(limited, { owner: user, assistant: its });

    expect(await countStatuses(10, () => ask(user.api))).toEqual({ 200: 3, 429: 7 });
    expect(await countStatuses(10, () => ask(another))).toEqual({ 200: 3, 429: 7 });
    expect(await countStatuses(10, () => ask(personal.api))).toEqual({ 200: 4, 429: 6 });
    expect(await countStatuses(10, () => ask(token.api))).toEqual({ 200: 5, 429: 5 });
    expectLimited(await ask(user.api), { policy: 'session', limit: 3 });
    expectLimited(await ask(personal.api), { policy: 'token', limit: 4 });
    expect(limited.nest.get(CredentialLimits).refused).toBe(7 + 7 + 6 + 5 + 2);
  });

  it('counts a session in the cookie and in the header together', async () => {
    const { limited, user } = await start();
    await useUp(user.api, 2);

    const browser = limited.api.with({ Cookie: `assistant-tokens=${user.session}` });
    expectStand(await ask(browser), { policy: 'session', limit: 3, left: 0 });
    expectLimited(await ask(user.api), { policy: 'session', limit: 3 });
  });

  it.each([
    [1_000_000, 4],
    [2, 2],
  ])('is not raised by a limit of its own: %d gives %d', async (own, limit) => {
    const { limited, user } = await start();
    const { api } = await createToken(limited, {
      owner: user,
      columns: { rateLimitPerMinute: own },
    });

    expect(await countStatuses(10, () => ask(api))).toEqual({ 200: limit, 429: 10 - limit });
  });

  it('cannot be raised by a token that sets its own limit', async () => {
    const { limited, user } = await start();
    const { api } = await createToken(limited, { owner: user });

    const { status } = await api.patch('/api/tokens/self', { rateLimitPerMinute: 1_000_000 });
    expect(status).toBe(200);
    expect(await countStatuses(10, () => ask(api))).toEqual({ 200: 3, 429: 7 });
  });
});
