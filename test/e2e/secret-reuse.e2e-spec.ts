import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { auditedActions } from '../support/database-rows.js';
import { TestApp } from '../support/test-app.js';
import { generateSecret } from '../../src/admission/credentials/secret.js';
import type { OnReuse } from '../../src/admission/credentials/token.types.js';

const WHO_AM_I = '/api/auth/session';

describe('a retired secret', () => {
  let app: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start({ env: { TRUST_PROXY: 'loopback' } });
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
  });

  afterAll(() => app.close());

  interface RotatedToken extends TestToken {
    /** The API, called with the current secret. `api` uses the retired secret. */
    current: Api;
  }

  async function createRotated(onReuse: OnReuse, overlapSeconds = 0): Promise<RotatedToken> {
    const token = await createToken(app, { owner, assistant, columns: { onReuse } });
    const answer = await owner.api.post(`/api/tokens/${token.id}/_rotate`, { overlapSeconds });
    expect(answer.status).toBe(200);
    return { ...token, current: app.api.as(answer.body.token) };
  }

  const read = async ({ id }: TestToken) => (await owner.api.get(`/api/tokens/${id}`)).body;

  const reusesOf = ({ id }: TestToken) =>
    app.dataSource.query<object[]>(
      `SELECT actor, credential_id, address, subject_type, details
       FROM audit_events WHERE subject_id = $1 AND action = 'token.reused'`,
      [id],
    );

  function expectUnknown(answer: Answer, unknown: Answer): void {
    expect(answer).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    expect({ ...answer.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
    expect(answer.headers.get('WWW-Authenticate')).toBe(unknown.headers.get('WWW-Authenticate'));
  }

  describe('when it is presented', () => {
    it.each<OnReuse>(['alert', 'revoke'])('is refused like an unknown one: %s', async (onReuse) => {
      const unknown = await app.api.as(generateSecret('i5t_')).get(WHO_AM_I);
      const token = await createRotated(onReuse);

      expectUnknown(await token.api.get(WHO_AM_I), unknown);
      expectUnknown(await token.api.get(WHO_AM_I), unknown);
    });

    it('is recorded: on the token, in the audit log and in the log', async () => {
      const token = await createRotated('alert');
      expect((await read(token)).reusedAt).toBeNull();

      await token.api.with({ 'X-Forwarded-For': '203.0.113.7' }).get(WHO_AM_I);

      const { reusedAt } = await read(token);
      expect(Math.abs(Date.parse(reusedAt) - app.clock.now().getTime())).toBeLessThan(60_000);
      expect(await reusesOf(token)).toEqual([
        {
          actor: null,
          credential_id: token.id,
          address: '203.0.113.7',
          subject_type: 'token',
          details: { version: 1, onReuse: 'alert' },
        },
      ]);
      expect(app.log.lines.filter(({ tokenId }) => tokenId === token.id)).toEqual([
        expect.objectContaining({
          level: 'warn',
          version: 1,
          address: '203.0.113.7',
          onReuse: 'alert',
        }),
      ]);
    });

    it.each([
      ['on a route of its assistant', (api: Api) => api.get(`/api/assistants/${assistant.id}`)],
      ['on a route it never reached', (api: Api) => api.get('/api/users')],
      ['to revoke the token', (api: Api) => api.delete('/api/tokens/self')],
      ['to rotate the token', (api: Api) => api.post('/api/tokens/self/_rotate', {})],
    ])('is recorded wherever it is presented: %s', async (_name, present) => {
      const token = await createRotated('alert');

      expect((await present(token.api)).status).toBe(401);

      expect(await reusesOf(token)).toHaveLength(1);
      expect(await read(token)).toMatchObject({ status: 'active', secretVersion: 2 });
    });

    it('is recorded from an address that the token does not allow', async () => {
      const token = await createToken(app, {
        owner,
        columns: { restrict: 'cidr', cidr: '192.0.2.0/24', onReuse: 'revoke' },
      });
      await owner.api.post(`/api/tokens/${token.id}/_rotate`, {});

      expect((await token.api.get(WHO_AM_I)).status).toBe(401);

      expect(await read(token)).toMatchObject({ status: 'revoked' });
    });

    it('is recorded for every version', async () => {
      const token = await createRotated('alert');
      await owner.api.post(`/api/tokens/${token.id}/_rotate`, {});

      await token.api.get(WHO_AM_I);

      expect(await reusesOf(token)).toMatchObject([{ details: { version: 1 } }]);
    });
  });

  describe('when onReuse is alert', () => {
    it('does not affect the current secret', async () => {
      const token = await createRotated('alert');

      await token.api.get(WHO_AM_I);

      expect((await token.current.get(`/api/assistants/${assistant.id}`)).status).toBe(200);
      expect(await read(token)).toMatchObject({ status: 'active', revokedAt: null });
    });

    it('is recorded once, however often it is replayed at once', async () => {
      const token = await createRotated('alert');

      const answers = await Promise.all(Array.from({ length: 50 }, () => token.api.get(WHO_AM_I)));

      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
      expect(await reusesOf(token)).toHaveLength(1);
    });

    it('is recorded again when it is replayed later', async () => {
      const token = await createRotated('alert');
      await token.api.get(WHO_AM_I);
      const { reusedAt: first } = await read(token);

      app.clock.advance({ seconds: 30 });
      await token.api.get(WHO_AM_I);
      expect(await reusesOf(token)).toHaveLength(1);

      app.clock.advance({ seconds: 60 });
      await token.api.get(WHO_AM_I);

      expect(await reusesOf(token)).toHaveLength(2);
      expect(Date.parse((await read(token)).reusedAt)).toBeGreaterThan(Date.parse(first));
    });

    it('revokes the token the next time, once onReuse is revoke', async () => {
      const token = await createRotated('alert');
      await token.api.get(WHO_AM_I);

      await owner.api.patch(`/api/tokens/${token.id}`, { onReuse: 'revoke' });
      expect((await token.current.get(WHO_AM_I)).status).toBe(200);
      await token.api.get(WHO_AM_I);

      expect((await token.current.get(WHO_AM_I)).status).toBe(401);
      expect(await read(token)).toMatchObject({ status: 'revoked' });
    });
  });

  describe('when onReuse is revoke', () => {
    it('revokes the whole token immediately', async () => {
      const token = await createRotated('revoke');
      expect((await token.current.get(WHO_AM_I)).status).toBe(200);

      await token.api.get(WHO_AM_I);

      expect((await token.current.get(WHO_AM_I)).status).toBe(401);
      const { status, revokedAt, reusedAt } = await read(token);
      expect(status).toBe('revoked');
      expect(revokedAt).toBe(reusedAt);
      expect(await reusesOf(token)).toMatchObject([{ details: { version: 1, onReuse: 'revoke' } }]);
      expect(await owner.api.post(`/api/tokens/${token.id}/_rotate`, {})).toMatchObject({
        status: 409,
        body: { code: 'token_not_active' },
      });
    });

    it('also ends a secret in its overlap', async () => {
      const token = await createRotated('revoke');
      const third = await owner.api.post(`/api/tokens/${token.id}/_rotate`, {
        overlapSeconds: 3_600,
      });

      await token.api.get(WHO_AM_I);

      expect((await token.current.get(WHO_AM_I)).status).toBe(401);
      expect((await app.api.as(third.body.token).get(WHO_AM_I)).status).toBe(401);
    });

    it('revokes it once, however often it is replayed at once', async () => {
      const token = await createRotated('revoke');

      await Promise.all(Array.from({ length: 50 }, () => token.api.get(WHO_AM_I)));

      expect(await reusesOf(token)).toHaveLength(1);
      expect(await read(token)).toMatchObject({ status: 'revoked' });
    });

    it('does not affect other tokens of the user', async () => {
      const token = await createRotated('revoke');
      const other = await createRotated('revoke');

      await token.api.get(WHO_AM_I);

      expect((await other.current.get(WHO_AM_I)).status).toBe(200);
      expect(await reusesOf(other)).toEqual([]);
    });
  });

  describe('when there is no reuse', () => {
    it('is not retired before its overlap ends, and is afterwards', async () => {
      const token = await createRotated('revoke', 600);

      expect((await token.api.get(WHO_AM_I)).status).toBe(200);
      app.clock.advance({ seconds: 540 });
      expect((await token.api.get(WHO_AM_I)).status).toBe(200);
      expect(await read(token)).toMatchObject({ status: 'active', reusedAt: null });

      app.clock.advance({ seconds: 60 });
      expect((await token.api.get(WHO_AM_I)).status).toBe(401);
      expect((await token.current.get(WHO_AM_I)).status).toBe(401);
      expect(await read(token)).toMatchObject({ status: 'revoked' });
    });

    it('records nothing for a revoked token', async () => {
      const token = await createRotated('revoke');
      await owner.api.delete(`/api/tokens/${token.id}`);

      await token.api.get(WHO_AM_I);

      expect(await auditedActions(app, token.id)).toEqual(['token.rotated', 'token.revoked']);
      expect((await read(token)).reusedAt).toBeNull();
    });

    it('records nothing for a secret that was mistyped', async () => {
      const token = await createRotated('revoke');
      const mistyped = token.secret.slice(0, -1) + (token.secret.endsWith('0') ? '1' : '0');

      expect((await app.api.as(mistyped).get(WHO_AM_I)).status).toBe(401);

      expect(await reusesOf(token)).toEqual([]);
      expect(await read(token)).toMatchObject({ status: 'active', reusedAt: null });
    });
  });
});
