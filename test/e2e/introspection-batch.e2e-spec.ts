import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { INACTIVE_TOKENS } from '../factories/inactive-tokens.factory.js';
import { createToken, createTokens } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Api } from '../support/api.js';
import { auditedActions } from '../support/database-rows.js';
import { introspect, introspectAll } from '../support/introspection.js';
import { whileHeld } from '../support/lock-waits.js';
import { QueryWatch } from '../support/query-watch.js';
import { expectInvalid, expectNoChange, expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';
import { generateSecret } from '../../src/admission/credentials/secret.js';

const PATH = '/api/tokens/_introspect-batch';
const INACTIVE = '{"active":false}';

const unknownTokens = (count: number) =>
  Array.from({ length: count }, () => generateSecret('i5t_'));

describe('introspection of many tokens', () => {
  let app: TestApp;
  let admin: TestUser;
  let service: TestUser;
  let asker: Api;
  let owner: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
    service = await createUser(app, { permissions: ['tokens:introspect'], seat: false });
    asker = (await createToken(app, { owner: service })).api;
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
  });

  afterAll(() => app.close());

  describe('when it is refused', () => {
    it.each<[string, (token: TestToken) => Api, number, string]>([
      ['nobody', () => app.api, 401, 'credential_required'],
      ['a user without the permission', () => owner.api, 403, 'forbidden'],
      ['an assistant token about itself', ({ api }) => api, 403, 'insufficient_scope'],
    ])('is refused to %s, and does not count as use', async (_name, as, status, code) => {
      const token = await createToken(app, { owner, assistant });
      const tokens = [token.secret];
      await expectRefused(app, () => introspectAll(as(token), tokens), status, code);
      const body = { tokens: [7], surprise: 1 };
      await expectRefused(app, () => as(token).post(PATH, body), status, code);
    });

    it.each<[string, unknown, string[]]>([
      ['no tokens', {}, ['tokens']],
      ['null', { tokens: null }, ['tokens']],
      ['one text', { tokens: 'x' }, ['tokens']],
      ['an object', { tokens: { 0: 'x', length: 1 } }, ['tokens']],
      ['a number in the list', { tokens: ['x', 7] }, ['tokens']],
      ['null in the list', { tokens: [null] }, ['tokens']],
      ['a list in the list', { tokens: [['x']] }, ['tokens']],
      ['an object in the list', { tokens: [{ token: 'x' }] }, ['tokens']],
      ['1,001 tokens', { tokens: Array.from({ length: 1_001 }, () => 'x') }, ['tokens']],
      ['another field', { tokens: ['x'], token: 'x' }, ['token']],
    ])('is refused with %s', async (_name, body, fields) => {
      await expectInvalid(app, () => asker.post(PATH, body), fields);
    });

    it('looks up none of the tokens', async () => {
      const tokens = [...unknownTokens(3), 7];
      const queries = new QueryWatch(app);
      const credentialOnly = await queries.during(() => introspectAll(asker, 'x'));
      expect(await queries.during(() => introspectAll(asker, tokens))).toEqual(credentialOnly);
    });

    it('accepts no form: a token in a form is in the wrong place', async () => {
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
      const post = (body: string) => () => asker.post(PATH, body, { headers });
      await expectRefused(app, post('tokens=x'), 415, 'unsupported_media_type');
      const [secret = ''] = unknownTokens(1);
      await expectRefused(app, post(`tokens=${secret}`), 400, 'credential_in_request');
    });
  });

  describe('when tokens are not valid, or hidden from the caller', () => {
    it('returns the same for each as a single introspection', async () => {
      const secrets: string[] = [];
      for (const make of Object.values(INACTIVE_TOKENS)) secrets.push(await make(app));

      const { status, text } = await introspectAll(asker, secrets);

      expect(status).toBe(200);
      expect(text).toBe(`{"results":[${secrets.map(() => INACTIVE).join(',')}]}`);
    });

    it('records a retired secret as reuse, once per batch', async () => {
      const token = await createToken(app, { owner, assistant, columns: { onReuse: 'revoke' } });
      await owner.api.post(`/api/tokens/${token.id}/_rotate`, {});
      const other = await createToken(app, { owner, assistant });

      const secrets = [
        token.secret,
        other.secret,
        ...Array.from({ length: 20 }, () => token.secret),
      ];
      const { body } = await introspectAll(asker, secrets);

      expect(body.results.map(({ active }: { active: boolean }) => active)).toEqual(
        secrets.map((secret) => secret === other.secret),
      );
      expect(await auditedActions(app, token.id)).toEqual([
        'token.rotated',
        'token.reused',
        'token.revoked',
      ]);
      const { status } = (await admin.api.get(`/api/tokens/${token.id}`)).body;
      expect(status).toBe('revoked');
    });
  });

  describe('when tokens are valid', () => {
    it('returns no results for no tokens', async () => {
      const answer = await introspectAll(asker, []);
      expect([answer.status, answer.text]).toEqual([200, '{"results":[]}']);
    });

    it('returns for each token, in order, what a single introspection returns', async () => {
      const limited = await createToken(app, { owner, assistant, columns: { readOnly: true } });
      const personal = await createToken(app, { owner });
      const secrets = [
        limited.secret,
        generateSecret('i5t_'),
        personal.secret,
        'garbage',
        service.session,
        owner.session,
        limited.secret,
      ];

      const { text, headers } = await expectNoChange(app, () => introspectAll(asker, secrets));

      const answers: string[] = [];
      for (const secret of secrets) answers.push((await introspect(asker, secret)).text);
      expect(text).toBe(`{"results":[${answers.join(',')}]}`);
      expect(answers.map((answer) => answer === INACTIVE)).toEqual([
        false,
        true,
        false,
        true,
        false,
        true,
        false,
      ]);
      expect(headers.get('Content-Type')).toBe('application/json; charset=utf-8');
      expect(headers.get('Cache-Control')).toBe('no-store');
    });

    it('returns 1,000 results in order, repeatedly', async () => {
      const good = await createTokens(app, 500, { owner, assistant });
      const secrets = good.flatMap(({ secret }, i) => [secret, unknownTokens(1)[0] ?? String(i)]);
      const expected = good.flatMap(({ id }) => [id, undefined]);
      for (let round = 0; round < 3; round++) {
        const { body } = await introspectAll(asker, secrets);
        expect(body.results.map(({ jti }: { jti?: string }) => jti)).toEqual(expected);
      }
    });

    it('follows a revocation immediately', async () => {
      const [first, second] = await createTokens(app, 2, { owner, assistant });
      const secrets = [first?.secret, second?.secret];
      const active = async () =>
        (await introspectAll(asker, secrets)).body.results.map(
          (result: { active: boolean }) => result.active,
        );
      expect(await active()).toEqual([true, true]);
      await owner.api.delete(`/api/tokens/${first?.id ?? ''}`);
      expect(await active()).toEqual([false, true]);
    });

    it('counts as a use of each token', async () => {
      const tokens = await createTokens(app, 3, { owner, assistant });
      await introspectAll(
        asker,
        tokens.map(({ secret }) => secret),
      );
      await app.flushLastUses();
      for (const { id } of tokens) {
        const { body } = await admin.api.get(`/api/tokens/${id}`);
        expect([body.lastUsedAt, body.lastUsedAddress]).toEqual([expect.any(String), null]);
      }
    });
  });

  describe('when the database is slow or fails', () => {
    it('leaves connections to others while a batch of unknown tokens waits', async () => {
      const meanwhile: number[] = [];
      const batch = await whileHeld(
        app,
        (runner) => runner.query('LOCK TABLE token_secrets IN ACCESS EXCLUSIVE MODE'),
        () => introspectAll(service.api, unknownTokens(1_000)),
        async () => {
          const answers = await Promise.all([
            owner.api.get('/api/auth/session'),
            owner.api.get('/api/assistants'),
            introspectAll(service.api, ['garbage', service.session]),
          ]);
          meanwhile.push(...answers.map(({ status }) => status));
        },
      );
      expect(meanwhile).toEqual([200, 200, 200]);
      expect(batch.status).toBe(200);
    });

    it('returns no results if a lookup fails, and works again later', async () => {
      const { secret } = await createToken(app, { owner, assistant });
      const secrets = [secret, ...unknownTokens(50)];
      await app.dataSource.query('ALTER TABLE token_secrets RENAME TO token_secrets_away');
      const failed = await introspectAll(service.api, secrets);
      await app.dataSource.query('ALTER TABLE token_secrets_away RENAME TO token_secrets');
      expect([failed.status, failed.body.code]).toEqual([500, 'internal_error']);

      const { body } = await introspectAll(service.api, secrets);
      expect(body.results.filter(({ active }: { active: boolean }) => active)).toHaveLength(1);
    });
  });
});
