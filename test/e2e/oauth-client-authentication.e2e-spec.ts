import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateSecret } from '../../src/admission/credentials/secret.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { exchange, postForm } from '../support/oauth.js';
import { TestApp } from '../support/test-app.js';

const INTROSPECT = '/api/tokens/_introspect';
const REVOKE = '/api/oauth/revoke';
const ADDRESS = '203.0.113.7';

describe('the authentication of an OAuth client', () => {
  let app: TestApp;
  let owner: TestUser;
  let service: TestUser;
  let asker: TestToken;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start({ env: { TRUST_PROXY: 'loopback' } });
    owner = await createUser(app);
    service = await createUser(app, { permissions: ['tokens:introspect'] });
    asker = await createToken(app, { owner: service });
    assistant = await createAssistant(app, { ownerId: owner.username });
  });

  afterAll(() => app.close());

  type Fields = Record<string, string>;
  type Method = (id: string, secret: string) => { headers?: Fields; fields?: Fields };

  const basic: Method = (id, secret) => ({
    headers: { Authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
  });
  const post: Method = (id, secret) => ({ fields: { client_id: id, client_secret: secret } });
  const METHODS: [string, Method][] = [
    ['client_secret_basic', basic],
    ['client_secret_post', post],
  ];

  const issue = () => createToken(app, { owner, assistant });
  const isLive = async ({ api }: TestToken) => (await api.get('/api/auth/session')).status === 200;

  function ask(token: string, { headers, fields }: ReturnType<Method>): Promise<Answer> {
    return postForm(app.api, INTROSPECT, { token, ...fields }, headers);
  }

  function revoke(token: string, { headers, fields }: ReturnType<Method>): Promise<Answer> {
    return postForm(app.api, REVOKE, { token, ...fields }, headers);
  }

  describe.each(METHODS)('with %s, at the introspection endpoint', (_name, method) => {
    it.each<[string, () => [string, string] | Promise<[string, string]>]>([
      ['a secret that is no token', () => [asker.id, 'x']],
      ['an unknown token', () => [asker.id, generateSecret('i5t_')]],
      ['the id of another token', async () => [(await issue()).id, asker.secret]],
      ['the name of another user', () => [owner.username, asker.secret]],
      ['a name in place of the token', () => [asker.secret, service.username]],
    ])('refuses %s', async (_what, make) => {
      const { secret } = await issue();
      const answer = await ask(secret, method(...(await make())));
      expect([answer.status, answer.body.code]).toEqual([401, 'invalid_token']);
      expect(answer.headers.get('WWW-Authenticate')).toBe('Basic realm="assistant-tokens"');
    });

    it('refuses a token without the permission', async () => {
      const other = await createToken(app, { owner });
      const answer = await ask((await issue()).secret, method(other.id, other.secret));
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    });

    it('refuses a token from an address that it does not allow', async () => {
      const columns = { restrict: 'cidr', cidr: '192.0.2.0/24' } as const;
      const elsewhere = await createToken(app, { owner: service, columns });
      const answer = await ask((await issue()).secret, method(elsewhere.id, elsewhere.secret));
      expect([answer.status, answer.body.code]).toEqual([403, 'address_not_allowed']);
    });

    it('accepts the id of the token, and the name and the id of its user', async () => {
      const { id, secret } = await issue();
      for (const clientId of [asker.id, service.username, service.id]) {
        const answer = await ask(secret, method(clientId, asker.secret));
        expect([answer.status, answer.body.active, answer.body.jti]).toEqual([200, true, id]);
      }
    });

    it('counts a wrong secret as a failed authentication', async () => {
      const { secret } = await issue();
      const { headers, fields } = method(asker.id, generateSecret('i5t_'));
      const answer = await ask(secret, {
        headers: { ...headers, 'X-Forwarded-For': ADDRESS },
        ...(fields && { fields }),
      });
      expect(answer.headers.get('RateLimit')).toMatch(/^"authentication"/);
    });
  });

  describe('with Basic', () => {
    it('decodes the id and the secret, which clients may encode', async () => {
      const encoded = [...asker.id].map((c) => (c === '-' ? '%2D' : c)).join('');
      const answer = await ask(
        (await issue()).secret,
        basic(encoded, asker.secret.replace('_', '%5F')),
      );
      expect([answer.status, answer.body.active]).toEqual([200, true]);
    });

    it('ignores a client secret in the form', async () => {
      const { headers = {} } = basic(asker.id, asker.secret);
      const fields = { client_id: 'crm', client_secret: 'x', token_type_hint: '', resource: '' };
      const answer = await ask((await issue()).secret, { headers, fields });
      expect([answer.status, answer.body.active]).toEqual([200, true]);
    });

    it.each([
      ['without a colon', 'Basic aW50cm9zcGVjdA=='],
      ['without anything', 'Basic'],
      ['that is not Base64', 'Basic ???'],
    ])('is refused %s', async (_what, authorization) => {
      const headers = { Authorization: authorization };
      const answer = await ask((await issue()).secret, { headers });
      expect([answer.status, answer.body.code]).toEqual([401, 'credential_required']);
    });

    it('authenticates nobody at other routes', async () => {
      for (const path of ['/api/auth/session', '/api/auth/verify', '/api/tokens']) {
        const answer = await app.api.get(path, basic(asker.id, asker.secret));
        expect([answer.status, answer.body.code]).toEqual([401, 'credential_required']);
      }
    });
  });

  describe('with a form', () => {
    it('needs both the id and the secret', async () => {
      for (const fields of [{ client_id: asker.id }, { client_secret: asker.secret }]) {
        const answer = await ask((await issue()).secret, { fields: fields });
        expect([answer.status, answer.body.code]).toEqual([401, 'credential_required']);
      }
    });

    it('gives way to a bearer credential', async () => {
      const headers = { Authorization: `Bearer ${asker.secret}` };
      const answer = await ask((await issue()).secret, { headers, ...post('crm', 'x') });
      expect([answer.status, answer.body.active]).toEqual([200, true]);
    });

    it('does not work with JSON', async () => {
      const fields = { token: (await issue()).secret, ...post(asker.id, asker.secret).fields };
      expect((await app.api.post(INTROSPECT, fields)).status).toBe(401);
    });

    it('authenticates nobody at other routes', async () => {
      const answer = await postForm(
        app.api,
        '/api/tokens/_introspect-batch',
        post(asker.id, 'x').fields ?? {},
      );
      expect(answer.status).toBe(401);
    });
  });

  describe.each(METHODS)('with %s, where the token in the form authenticates', (_name, method) => {
    it('refuses a token as the secret that is not valid, or of somebody else', async () => {
      const token = await issue();
      for (const [id, secret] of [
        [asker.id, generateSecret('i5t_')],
        [owner.username, asker.secret],
      ] as const) {
        for (const answer of [
          await revoke(token.secret, method(id, secret)),
          await exchange(app, token.secret, method(id, secret).fields, method(id, secret).headers),
        ]) {
          expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
          expect(answer.headers.get('WWW-Authenticate')).toBe('Basic realm="assistant-tokens"');
        }
      }
      expect(await isLive(token)).toBe(true);
    });

    it.each<[string, () => [string, string] | Promise<[string, string]>]>([
      ['a secret of its own', () => ['crm', 'x']],
      ['a token that may introspect', () => [asker.id, asker.secret]],
      [
        'a token without permissions',
        async () => {
          const { id, secret } = await createToken(app, { owner: await createUser(app) });
          return [id, secret];
        },
      ],
    ])('accepts a client with %s', async (_what, make) => {
      const token = await issue();
      const { headers, fields } = method(...(await make()));
      expect((await exchange(app, token.secret, fields, headers)).status).toBe(200);
      const authentication = { ...(headers && { headers }), ...(fields && { fields }) };
      expect((await revoke(token.secret, authentication)).status).toBe(200);
      expect(await isLive(token)).toBe(false);
    });
  });
});
