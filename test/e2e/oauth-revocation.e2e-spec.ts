import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lockUser } from '../../src/platform/database/advisory-locks.js';
import { generateSecret } from '../../src/admission/credentials/secret.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createSession, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { auditedActions, storedTokens } from '../support/database-rows.js';
import { whileHeld } from '../support/lock-waits.js';
import { exchange, postForm } from '../support/oauth.js';
import { expectNoChange, expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

type Columns = NonNullable<Parameters<typeof createToken>[1]['columns']>;

describe('the revocation endpoint', () => {
  let app: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start();
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
  });

  afterAll(() => app.close());

  const tokenWith = (columns: Columns = {}) => createToken(app, { owner, assistant, columns });
  const revoke = (token: string, fields: Record<string, string> = {}, api: Api = app.api) =>
    postForm(api, '/api/oauth/revoke', { token, ...fields });

  /** Everything by which a client could distinguish responses. */
  const essenceOf = ({ status, text, headers }: Answer) => ({
    status,
    text,
    headers: [...headers.keys()],
  });

  it('revokes a token of a disabled user, which would be valid again with its user', async () => {
    const disabled = await createUser(app, { disabled: true });
    const { id, secret } = await createToken(app, { owner: disabled });
    expect((await revoke(secret)).status).toBe(200);
    await app.dataSource.query('UPDATE users SET disabled = false WHERE id = $1', [disabled.id]);
    await app.caughtUp();
    expect((await app.api.as(secret).get('/api/auth/session')).status).toBe(401);
    expect(await auditedActions(app, id)).toEqual(['token.revoked']);
  });

  describe('changes nothing', () => {
    it.each<[string, () => Promise<string> | string]>([
      ['an unknown token', () => generateSecret('i5t_')],
      ['an unknown session', () => generateSecret('i5s_')],
      ['garbage', () => 'garbage'],
      ['an expired token', async () => (await tokenWith({ expiresAt: app.clock.now() })).secret],
      ['a revoked token', async () => (await tokenWith({ revokedAt: app.clock.now() })).secret],
      ['a session that is over', () => createSession(app, owner.id, 0)],
    ])('for %s, and responds as if it had', async (_what, secretFor) => {
      const secret = await secretFor();
      const answer = await expectNoChange(app, () => revoke(secret));
      expect(answer.headers.get('Content-Length')).toBe('0');
      const { secret: live } = await tokenWith();
      expect(essenceOf(answer)).toEqual(essenceOf(await revoke(live)));
    });

    it('for the id of a token: only its value can revoke it', async () => {
      const { id, api } = await tokenWith();
      await expectNoChange(app, () => revoke(id));
      expect((await api.get('/api/auth/session')).status).toBe(200);
    });

    it('for a JWT, with an error', async () => {
      const { secret } = await tokenWith();
      const jwt = (await exchange(app, secret)).body.access_token;
      const { body } = await expectRefused(app, () => revoke(jwt), 400, 'unsupported_token_type');
      expect(body.error).toBe('unsupported_token_type');
    });

    it('without a token, or with two', async () => {
      const { secret } = await tokenWith();
      const form = (...fields: [string, string][]) => {
        const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
        return () =>
          app.api.post('/api/oauth/revoke', new URLSearchParams(fields).toString(), { headers });
      };
      const requests = [
        () => app.api.post('/api/oauth/revoke'),
        form(['token', '']),
        form(['token', secret], ['token', secret]),
      ];
      for (const request of requests) {
        const { body } = await expectRefused(app, request, 400, 'validation_failed');
        expect(body.error).toBe('invalid_request');
      }
    });

    it('for a caller with the credential of another user, or an invalid one', async () => {
      const { secret, api } = await tokenWith();
      const stranger = await createUser(app);
      const request = (as: string) => () => revoke(secret, {}, app.api.as(as));
      await expectRefused(app, request(stranger.session), 400, 'multiple_credentials');
      await expectRefused(app, request((await tokenWith()).secret), 400, 'multiple_credentials');
      const refused = await expectRefused(app, request('garbage'), 401, 'invalid_token');
      expect(refused.body.error).toBe('invalid_client');
      expect((await api.get('/api/auth/session')).status).toBe(200);
    });

    it('of another token than the one presented', async () => {
      const { secret } = await tokenWith();
      const other = await tokenWith();
      await revoke(secret);
      expect((await other.api.get('/api/auth/session')).status).toBe(200);
    });
  });

  describe('revokes the token', () => {
    it.each<[string, Columns]>([
      ['a token', {}],
      ['a read-only token', { readOnly: true }],
      ['a token away from its network', { restrict: 'cidr', cidr: '192.0.2.0/24' }],
      ['a token away from its origin', { restrict: 'host', host: 'app.example.com' }],
    ])('%s, immediately and with an audit record', async (_what, columns) => {
      const token = await tokenWith(columns);
      const answer = await revoke(token.secret, {
        token_type_hint: 'access_token',
        client_id: 'reporting',
      });
      expect([answer.status, answer.text]).toEqual([200, '']);
      expect(answer.headers.get('Cache-Control')).toBe('no-store');
      const refused = await token.api.get('/api/auth/session');
      expect([refused.status, refused.body.code]).toEqual([401, 'invalid_token']);
      expect(await auditedActions(app, token.id)).toEqual(['token.revoked']);
      const { body } = await owner.api.get(`/api/tokens/${token.id}`);
      expect(body).toMatchObject({ status: 'revoked' });
    });

    it('a personal token', async () => {
      const token = await createToken(app, { owner });
      expect((await revoke(token.secret)).status).toBe(200);
      expect((await token.api.get('/api/auth/session')).status).toBe(401);
    });

    it('a session', async () => {
      const session = await createSession(app, owner.id);
      expect((await revoke(session)).status).toBe(200);
      expect((await app.api.as(session).get('/api/auth/session')).status).toBe(401);
      expect((await owner.api.get('/api/auth/session')).status).toBe(200);
    });

    it('whatever the hint says, as form or as JSON', async () => {
      const [one, other] = [await tokenWith(), await tokenWith()];
      await revoke(one.secret, { token_type_hint: 'refresh_token' });
      await app.api.post('/api/oauth/revoke', { token: other.secret });
      for (const { api } of [one, other]) {
        expect((await api.get('/api/auth/session')).status).toBe(401);
      }
    });

    it('also if the holder sends it as the credential too', async () => {
      const { secret, api } = await tokenWith();
      expect((await revoke(secret, {}, api)).status).toBe(200);
      expect((await api.get('/api/auth/session')).status).toBe(401);
    });

    it('once, if several requests do it: each gets 200', async () => {
      const token = await tokenWith();
      const answers = await Promise.all(Array.from({ length: 8 }, () => revoke(token.secret)));
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      expect(await auditedActions(app, token.id)).toEqual(['token.revoked']);
    });

    it('even if it ends in another way while the request waits', async () => {
      const token = await tokenWith();
      const answer = await whileHeld(
        app,
        ({ manager }) => lockUser(manager, owner.id),
        () => revoke(token.secret),
        (runner) => runner.query('UPDATE tokens SET revoked_at = now() WHERE id = $1', [token.id]),
      );
      expect([answer.status, answer.text]).toEqual([200, '']);
    });

    it('so that it cannot be exchanged any more', async () => {
      const { secret } = await tokenWith();
      await revoke(secret);
      expect((await exchange(app, secret)).body.code).toBe('invalid_subject_token');
    });
  });

  it('records a retired secret as reuse', async () => {
    const token = await tokenWith({ onReuse: 'revoke' });
    await token.api.post('/api/tokens/self/_rotate', {});
    expect((await revoke(token.secret)).status).toBe(200);
    expect(await auditedActions(app, token.id)).toContain('token.reused');
    expect(await storedTokens(app)).toContainEqual(
      expect.objectContaining({ id: token.id, revocation_reason: 'reused' }),
    );
  });
});
