import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createBoundToken } from '../factories/bound-tokens.factory.js';
import { createChild, deriveChild } from '../factories/children.factory.js';
import { createTeamAssistant } from '../factories/team-assistant.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { expectInvalid, expectNoChange, expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const DAY_MS = 86_400_000;
const A_KEY = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I';
const READ = { path: '/api/auth/session' };

describe('POST /api/tokens/{id}/_explain', () => {
  let app: TestApp;
  let admin: TestUser;
  let owner: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
  });

  afterAll(() => app.close());

  const explain = ({ id }: { id: string }, request: object, api = admin.api): Promise<Answer> =>
    api.post(`/api/tokens/${id}/_explain`, request);

  /** Of the check that refuses. */
  const refusalIn = ({ body }: Answer) => {
    const { refusedBy, checks } = body;
    return checks.find(({ name }: { name: string }) => name === refusedBy) ?? null;
  };

  describe('refuses', () => {
    it('others than the owner, writers of the assistant and admins, as if there were no token', async () => {
      const token = await createToken(app, { owner, assistant });
      const child = await deriveChild(app, token);
      const stranger = await createUser(app);

      for (const { id } of [token, child]) {
        await expectRefused(app, () => explain({ id }, READ, stranger.api), 404, 'not_found');
      }
    });

    it('assistant tokens and child tokens, also about themselves', async () => {
      const token = await createToken(app, { owner, assistant });
      const child = await deriveChild(app, token);

      for (const { id, api } of [token, child]) {
        await expectRefused(app, () => explain({ id }, READ, api), 403, 'insufficient_scope');
        await expectRefused(
          app,
          () => explain({ id: 'self' }, READ, api),
          403,
          'insufficient_scope',
        );
      }
    });

    it.each<[string, object, string[]]>([
      ['nothing to explain', {}, ['path']],
      ['two things to explain', { path: '/api', assistantId: 'a:b' }, ['assistantId']],
      ['an unknown path', { path: '/api/nothing' }, ['path']],
      ['a method that the path does not support', { method: 'PUT', path: '/api/chats' }, ['path']],
      ['a path that is a URL', { path: 'https://example.com/api' }, ['path']],
      ['a path with broken escapes', { path: '/api/chats/%E0%A4%A' }, ['path']],
      ['a path with a token', { path: `/api/tokens/i5t_${'0'.repeat(42)}` }, ['path']],
      [
        'wrong values, all at once',
        { method: 'FETCH', path: 1, address: 'here', origin: 2, at: 'now', body: [], other: 1 },
        ['method', 'path', 'address', 'origin', 'at', 'body', 'other'],
      ],
    ])('%s', async (_name, request, fields) => {
      const token = await createToken(app, { owner, assistant });

      const answer = await expectInvalid(app, () => explain(token, request), fields);
      expect(answer.text).not.toContain('i5t_');
    });
  });

  it('answers with every check, in order, and what must change', async () => {
    const token = await createToken(app, {
      owner,
      assistant,
      columns: { restrict: 'cidr', cidr: '203.0.113.0/24' },
    });
    const request = {
      method: 'POST',
      path: '/api/chats?a=b',
      address: '::ffff:198.51.100.4',
      origin: 'https://app.example.com/page',
    };

    const answer = await explain(token, request, owner.api);

    expect(answer.status).toBe(200);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(answer.body).toEqual({
      tokenId: token.id,
      request: {
        method: 'POST',
        path: '/api/chats',
        address: '198.51.100.4',
        originHost: 'app.example.com',
        at: expect.stringMatching(/Z$/),
      },
      allowed: false,
      refusedBy: 'restrictions',
      checks: [
        {
          name: 'credential',
          verdict: 'pass',
          code: null,
          message: 'The request carries a valid credential.',
          because: null,
        },
        {
          name: 'restrictions',
          verdict: 'refuse',
          code: 'address_not_allowed',
          message: 'This token may not be used from this address.',
          because: {
            fact: 'address',
            value: '198.51.100.4',
            expected: '203.0.113.0/24',
            source: 'token',
            remedy:
              'Send the request from one of the expected addresses. Behind a proxy, check TRUST_PROXY.',
          },
        },
        ...['rate_limit', 'scope', 'read_only', 'seat', 'permission', 'budget'].map((name) => ({
          name,
          verdict: 'not_reached',
          code: null,
          message: expect.stringMatching(/^[A-Z].*\.$/),
          because: null,
        })),
      ],
      _links: {
        curies: [{ name: 'inf', href: '/api/rels/{rel}', templated: true }],
        'inf:token': { href: `/api/tokens/${token.id}` },
      },
    });
  });

  it('marks checks that the request does not need', async () => {
    const token = await createToken(app, { owner });

    const { body } = await explain(token, READ);

    expect(body).toMatchObject({ allowed: true, refusedBy: null });
    const verdicts = body.checks.map(({ verdict }: { verdict: string }) => verdict);
    expect(new Set(verdicts)).toEqual(new Set(['pass', 'not_applicable']));
  });

  describe('names the fact behind an invalid credential', () => {
    it('a revoked token', async () => {
      const token = await createToken(app, { owner, assistant });
      await owner.api.delete(`/api/tokens/${token.id}`);
      const { revokedAt } = (await owner.api.get(`/api/tokens/${token.id}`)).body;

      expect(refusalIn(await explain(token, READ))).toMatchObject({
        name: 'credential',
        code: 'invalid_token',
        message: 'The token was revoked.',
        because: { fact: 'revoked_at', value: revokedAt, expected: null, source: 'token' },
      });
    });

    it('a paused token', async () => {
      const token = await createToken(app, { owner, assistant });
      await owner.api.post(`/api/tokens/${token.id}/_pause`, { reason: 'On holiday' });
      const { pausedAt } = (await owner.api.get(`/api/tokens/${token.id}`)).body;

      expect(refusalIn(await explain(token, READ)).because).toMatchObject({
        fact: 'paused_at',
        value: pausedAt,
        source: 'token',
      });
    });

    it.each([
      ['policy', 'policy: idleDays'],
      ['leak', 'leaked'],
    ])('a token that a %s paused, also for a request that was refused', async (cause, reason) => {
      const token = await createToken(app, { owner, assistant });
      await app.dataSource.query(
        'UPDATE tokens SET paused_at = $2, pause_cause = $3, pause_reason = $4 WHERE id = $1',
        [token.id, app.clock.now(), cause, reason],
      );
      await app.caughtUp();
      const expected = {
        name: 'credential',
        code: 'invalid_token',
        message: 'A policy paused the token, because it breaks a rule or because it leaked.',
        because: {
          fact: 'policy',
          value: reason,
          expected: null,
          source: 'policy',
          remedy:
            'Change the token so that it keeps the rules, rotate it if it leaked, and resume it.',
        },
      };

      expect(refusalIn(await explain(token, READ))).toMatchObject(expected);
      const { status, body } = await token.api.get('/api/auth/session');
      expect(status).toBe(401);
      expect(refusalIn(await owner.api.get(`/api/refusals/${body.requestId}`))).toMatchObject(
        expected,
      );
    });

    it('a disabled and a deleted owner', async () => {
      const user = await createUser(app);
      const token = await createToken(app, { owner: user });
      await admin.api.patch(`/api/users/${user.username}`, { disabled: true });
      const disabled = refusalIn(await explain(token, READ));
      await admin.api.delete(`/api/users/${user.username}`);
      const deleted = refusalIn(await explain(token, READ));

      expect(disabled.because).toMatchObject({ fact: 'owner_disabled', source: 'user' });
      expect(deleted.because).toMatchObject({ fact: 'owner', source: 'user' });
    });

    it('a child token whose parent was revoked, and one that no address can use', async () => {
      const token = await createToken(app, { owner, assistant });
      const child = await deriveChild(app, token);
      expect((await explain(child, READ)).body).toMatchObject({
        allowed: true,
        tokenId: child.id,
      });
      await owner.api.delete(`/api/tokens/${token.id}`);
      const orphan = refusalIn(await explain(child, READ));

      const narrow = await createToken(app, {
        owner,
        assistant,
        columns: { restrict: 'cidr', cidr: '10.0.0.0/8' },
      });
      const apart = await createChild(app, narrow, { cidr: '192.0.2.0/24' });

      expect(orphan.because).toMatchObject({ fact: 'child_live', source: 'token' });
      expect(refusalIn(await explain(apart, READ)).because.fact).toBe('common_addresses');
    });

    it('an expiry, at the time in question', async () => {
      const expiresAt = new Date(app.clock.now().getTime() + DAY_MS);
      const token = await createToken(app, { owner, columns: { expiresAt } });
      const before = new Date(expiresAt.getTime() - 1);

      expect((await explain(token, READ)).body.allowed).toBe(true);
      expect((await explain(token, { ...READ, at: before })).body.allowed).toBe(true);
      const at = await explain(token, { ...READ, at: expiresAt });
      expect(at.body.request.at).toBe(expiresAt.toISOString());
      expect(refusalIn(at).because).toMatchObject({
        fact: 'expires_at',
        value: expiresAt.toISOString(),
      });
    });
  });

  it('says that a seat is missing, and that an assistant is out of reach', async () => {
    const seatless = await createUser(app, { seat: false });
    const own = await createAssistant(app, { ownerId: seatless.username });
    const withoutSeat = await createToken(app, { owner: seatless, assistant: own });
    const { assistant: ofTeam } = await createTeamAssistant(app);
    const outside = await createToken(app, { owner, assistant: ofTeam });

    expect(
      refusalIn(await explain(withoutSeat, { assistantId: own.naturalId })).because,
    ).toMatchObject({ fact: 'seat', value: false, source: 'seat' });
    expect(
      refusalIn(await explain(outside, { assistantId: ofTeam.naturalId })).because,
    ).toMatchObject({ fact: 'assistant_reachable', value: false, source: 'user' });
  });

  it('explains a request for an assistant without a path', async () => {
    const token = await createToken(app, { owner, assistant, columns: { readOnly: true } });
    const other = await createAssistant(app, { ownerId: owner.username });

    const allowed = await explain(token, { assistantId: assistant.id });
    const writing = await explain(token, { method: 'POST', assistantId: assistant.naturalId });
    const elsewhere = await explain(token, { assistantId: other.naturalId });

    expect(allowed.body.allowed).toBe(true);
    expect(writing.body.refusedBy).toBe('read_only');
    expect(refusalIn(elsewhere)).toMatchObject({
      name: 'scope',
      because: { fact: 'resource', expected: assistant.naturalId },
    });
  });

  it('considers the body where a rule depends on it', async () => {
    const token = await createToken(app, { owner });
    const create = { method: 'POST', path: '/api/tokens' };

    const personal = await explain(token, { ...create, body: { type: 'personal' } });
    const ofAssistant = await explain(token, { ...create, body: { type: 'assistant' } });

    expect(refusalIn(personal).because).toMatchObject({ fact: 'kind', expected: 'session' });
    expect(ofAssistant.body.allowed).toBe(true);
  });

  it('reads the rate limit without counting', async () => {
    const token = await createToken(app, { owner, columns: { rateLimitPerMinute: 2 } });
    await token.api.get('/api/auth/session');
    for (let times = 0; times < 3; times++) {
      expect((await explain(token, READ)).body.allowed).toBe(true);
    }
    await token.api.get('/api/auth/session');

    const limited = refusalIn(await explain(token, READ));

    expect(limited).toMatchObject({
      name: 'rate_limit',
      code: 'too_many_requests',
      because: { fact: 'requests', value: 3, expected: 2 },
    });
    expect((await token.api.get('/api/auth/session')).status).toBe(429);
  });

  it('asks the database and not the cache', async () => {
    const token = await createToken(app, { owner });
    expect((await token.api.get('/api/auth/session')).status).toBe(200);
    await app.dataSource.query('ALTER TABLE tokens DISABLE TRIGGER USER');
    await app.dataSource.query('UPDATE tokens SET read_only = true WHERE id = $1', [token.id]);
    await app.dataSource.query('ALTER TABLE tokens ENABLE TRIGGER USER');

    const answer = await explain(token, { method: 'DELETE', path: '/api/chats/x' });

    expect(answer.body.refusedBy).toBe('read_only');
    await app.dataSource.query('UPDATE tokens SET read_only = false WHERE id = $1', [token.id]);
  });

  it('assumes a valid proof for a token that is bound to a key', async () => {
    const bound = await createBoundToken(app, { owner, assistant, jkt: A_KEY });

    expect((await explain(bound, READ)).body.allowed).toBe(true);
  });

  it('changes nothing and is no use of the token', async () => {
    const token = await createToken(app, { owner, assistant });

    await expectNoChange(app, async () => {
      await explain(token, READ, owner.api);
      await app.flushLastUses();
    });
    expect((await owner.api.get(`/api/tokens/${token.id}`)).body.lastUsedAt).toBeNull();
  });

  it('is linked for those who may ask', async () => {
    const token = await createToken(app, { owner, assistant });
    const child = await deriveChild(app, token);
    for (const { id, api } of [token, child]) {
      const link = { 'inf:explain': { href: `/api/tokens/${id}/_explain` } };
      expect((await owner.api.get(`/api/tokens/${id}`)).body._links).toMatchObject(link);
      expect((await api.get(`/api/tokens/${id}`)).body._links).not.toHaveProperty(['inf:explain']);
    }
  });
});
