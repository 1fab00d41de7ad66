import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RefusedRequests } from '../../src/admission/refusals/refused-requests.js';
import { RefusedRequestsSweeper } from '../../src/admission/refusals/refused-requests.sweeper.js';
import { generateSecret } from '../../src/admission/credentials/secret.js';
import { VerificationLane } from '../../src/verification/lane/verification-lane.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createBoundToken } from '../factories/bound-tokens.factory.js';
import { deriveChild } from '../factories/children.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { TestApp } from '../support/test-app.js';

const HOUR_SECONDS = 3_600;
const A_KEY = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I';
const KEPT_OF_ONE_TOKEN = 30;

describe('GET /api/refusals/{requestId}', () => {
  let app: TestApp;
  let other: TestApp;
  let admin: TestUser;
  let owner: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start({ env: { TRUST_PROXY: 'loopback', VERIFICATION_LANE: 'on' } });
    other = await TestApp.start({ database: app.database });
    admin = await createAdmin(app);
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
  });

  afterAll(async () => {
    await other.close();
    await app.close();
  });

  const refusalOf = ({ headers }: Answer, api: Api = admin.api): Promise<Answer> =>
    api.get(`/api/refusals/${headers.get('X-Request-Id')}`);

  /** A request that the scope of an assistant token does not include. */
  const outOfScope = async (): Promise<Answer> => {
    const token = await createToken(app, { owner, assistant });
    return token.api.get('/api/users?secret=no');
  };

  describe('responds with 404', () => {
    it('to others than those who may read the token', async () => {
      const stranger = await createUser(app);
      const refused = await outOfScope();

      const answer = await refusalOf(refused, stranger.api);
      expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
      expect((await refusalOf(refused, owner.api)).status).toBe(200);
    });

    it('to other users, for a request with a session', async () => {
      const stranger = await createUser(app);
      const refused = await owner.api.get('/api/users');

      expect((await refusalOf(refused, stranger.api)).status).toBe(404);
      for (const { api } of [owner, admin]) {
        const { status, body } = await refusalOf(refused, api);
        expect([status, body.tokenId, body.refusedBy]).toEqual([200, null, 'permission']);
      }
    });

    it.each(['unknown', '0f5f6a0e-6f0e-4d8b-9a53-0b6a6f3c1c1e', '%00', "'"])(
      'for the id %s',
      async (id) => {
        expect((await admin.api.get(`/api/refusals/${id}`)).status).toBe(404);
      },
    );

    it('for a request that was allowed, and one that failed after the checks', async () => {
      const token = await createToken(app, { owner });
      const allowed = await token.api.get('/api/auth/session');
      const missing = await token.api.get('/api/assistants/nobody:nothing');

      expect([allowed.status, missing.status]).toEqual([200, 404]);
      expect((await refusalOf(allowed)).status).toBe(404);
      expect((await refusalOf(missing)).status).toBe(404);
    });

    it('for an unknown token, and without a credential', async () => {
      const unknown = await app.api.as(generateSecret('i5t_')).get('/api/tokens');
      const nobody = await app.api.get('/api/tokens');

      expect([unknown.status, nobody.status]).toEqual([401, 401]);
      expect((await refusalOf(unknown)).status).toBe(404);
      expect((await refusalOf(nobody)).status).toBe(404);
    });
  });

  it('is closed to assistant tokens, also for their own requests', async () => {
    const token = await createToken(app, { owner, assistant });
    const refused = await token.api.get('/api/users');

    const answer = await refusalOf(refused, token.api);
    expect([answer.status, answer.body.code]).toEqual([403, 'insufficient_scope']);
  });

  it('says which check refused the request, without its query and without secrets', async () => {
    const token = await createToken(app, {
      owner,
      assistant,
      columns: { restrict: 'cidr', cidr: '127.0.0.0/8', rateLimitPerMinute: 100 },
    });
    const { secret } = token;
    const refused = await token.api.get(`/api/tokens/${secret}?q=private`, {
      headers: { Origin: 'https://app.example.com' },
    });

    const answer = await refusalOf(refused, owner.api);

    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      requestId: refused.body.requestId,
      tokenId: token.id,
      request: {
        method: 'GET',
        path: '/api/tokens/[masked]',
        address: '127.0.0.1',
        originHost: 'app.example.com',
      },
      allowed: false,
      refusedBy: 'scope',
      _links: {
        self: { href: `/api/refusals/${refused.body.requestId}` },
        'inf:token': { href: `/api/tokens/${token.id}` },
      },
    });
    const verdicts = answer.body.checks.map(
      ({ name, verdict }: Record<string, string>) => `${name}: ${verdict}`,
    );
    expect(verdicts).toEqual([
      'credential: pass',
      'restrictions: pass',
      'rate_limit: pass',
      'scope: refuse',
      'read_only: not_reached',
      'seat: not_reached',
      'permission: not_reached',
      'budget: not_reached',
    ]);
    await app.nest.get(RefusedRequests).flush();
    const rows = JSON.stringify(await app.dataSource.query('SELECT * FROM refused_requests'));
    expect(rows).toContain(token.id);
    expect(rows).not.toContain(secret);
    expect(rows).not.toContain('private');
  });

  it('ignores the request id that a client sends', async () => {
    const token = await createToken(app, { owner, assistant });
    const known = (await outOfScope()).headers.get('X-Request-Id') ?? '';

    const refused = await token.api.get('/api/users', { headers: { 'X-Request-Id': known } });

    expect(refused.headers.get('X-Request-Id')).not.toBe(known);
    expect((await refusalOf(refused)).body.tokenId).toBe(token.id);
    expect((await admin.api.get(`/api/refusals/${known}`)).body.tokenId).not.toBe(token.id);
  });

  it.each([
    ['/api/auth/session', 0],
    ['/api/auth/verify', 6],
  ])(
    'knows why a credential was not valid at %s, of which the lane answers %d',
    async (path, ofLane) => {
      const lane = app.nest.get(VerificationLane);
      const before = lane.answered;
      const revoked = await createToken(app, { owner, assistant });
      const child = await deriveChild(app, revoked);
      await owner.api.delete(`/api/tokens/${revoked.id}`);
      await app.caughtUp();

      for (let times = 0; times < 3; times++) {
        for (const [{ id, api }, fact] of [
          [revoked, 'revoked_at'],
          [child, 'child_live'],
        ] as const) {
          const refused = await api.get(path);
          expect([refused.status, refused.body.code]).toEqual([401, 'invalid_token']);
          const { body } = await refusalOf(refused, owner.api);
          expect([body.tokenId, body.refusedBy, body.checks[0].because.fact]).toEqual([
            id,
            'credential',
            fact,
          ]);
          expect(body.request).toMatchObject({ method: 'GET', path, address: '127.0.0.1' });
        }
      }
      expect(lane.answered - before).toBe(ofLane);
    },
  );

  it('says that a proof is missing for a token that is bound to a key', async () => {
    const bound = await createBoundToken(app, { owner, assistant, jkt: A_KEY });
    const refused = await bound.api.get('/api/auth/session');

    const { body } = await refusalOf(refused, owner.api);

    expect(refused.status).toBe(401);
    expect(body.checks[0]).toMatchObject({
      name: 'credential',
      verdict: 'refuse',
      code: 'invalid_token',
      because: { fact: 'proof', expected: 'DPoP', source: 'request' },
    });
  });

  it('is known on another instance', async () => {
    const refused = await outOfScope();
    await app.nest.get(RefusedRequests).flush();

    const answer = await refusalOf(refused, other.api.as(admin.session));

    expect([answer.status, answer.body]).toEqual([200, (await refusalOf(refused)).body]);
  });

  it('keeps a part of a flood with one token, and the refusals of others', async () => {
    const flooding = await createToken(app, { owner, assistant });
    app.clock.advance({ seconds: 60 });
    const flood: Answer[] = [];
    for (let times = 0; times < KEPT_OF_ONE_TOKEN + 5; times++)
      flood.push(await flooding.api.get('/api/users'));
    const later = await outOfScope();

    const statuses = await Promise.all(flood.map(async (one) => (await refusalOf(one)).status));
    expect(statuses.filter((status) => status === 200)).toHaveLength(KEPT_OF_ONE_TOKEN);
    expect((await refusalOf(later)).status).toBe(200);
  });

  it('keeps an address and an origin of any length only in part', async () => {
    const token = await createToken(app, { owner, assistant });
    const refused = await token.api.get('/api/users', {
      headers: { 'X-Forwarded-For': 'a'.repeat(3_000), Origin: `https://${'a'.repeat(3_000)}.com` },
    });

    const { request } = (await refusalOf(refused)).body;

    expect(request.address.length).toBeLessThanOrEqual(60);
    expect(request.originHost.length).toBeLessThanOrEqual(260);
  });

  it('forgets a refusal after an hour', async () => {
    const { api } = await createToken(app, { owner: admin });
    const refused = await outOfScope();
    await app.nest.get(RefusedRequests).flush();
    expect((await refusalOf(refused, api)).status).toBe(200);

    app.clock.advance({ seconds: HOUR_SECONDS });

    expect((await refusalOf(refused, api)).status).toBe(404);
    await app.nest.get(RefusedRequestsSweeper).sweep();
    const [{ count }] = await app.dataSource.query(
      'SELECT count(*)::int AS count FROM refused_requests WHERE request_id = $1',
      [refused.headers.get('X-Request-Id')],
    );
    expect(count).toBe(0);
  });
});
