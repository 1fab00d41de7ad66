import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Api } from '../support/api.js';
import { exchange, postForm } from '../support/oauth.js';
import { expectNoChange } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const INTROSPECT = '/api/tokens/_introspect';
const REVOKE = '/api/oauth/revoke';
const FORM = 'application/x-www-form-urlencoded';

describe('an OAuth endpoint', () => {
  let app: TestApp;
  let owner: TestUser;
  let asker: Api;
  let token: TestToken;

  beforeAll(async () => {
    app = await TestApp.start();
    owner = await createUser(app, {
      permissions: ['assistants:create', 'tokens:create', 'tokens:introspect'],
    });
    asker = (await createToken(app, { owner })).api;
    const assistant = await createAssistant(app, { ownerId: owner.username });
    token = await createToken(app, { owner, assistant });
  });

  afterAll(() => app.close());

  const isLive = async ({ api }: TestToken) => (await api.get('/api/auth/session')).status === 200;

  it('refuses unknown members of a JSON document', async () => {
    const body = { token: token.secret, foo: '1' };
    for (const [api, path] of [
      [app.api, REVOKE],
      [asker, INTROSPECT],
    ] as const) {
      const answer = await expectNoChange(app, () => api.post(path, body));
      expect([answer.status, answer.body.details[0].field]).toEqual([400, 'foo']);
    }
  });

  it('refuses a known parameter twice, and a token in access_token', async () => {
    const forms = [
      `token=${token.secret}&token=${token.secret}`,
      `token=${token.secret}&token_type_hint=a&token_type_hint=b`,
      `token=${token.secret}&access_token=${token.secret}`,
    ];
    for (const form of forms) {
      const headers = { 'Content-Type': FORM };
      expect((await app.api.post(REVOKE, form, { headers })).status).toBe(400);
      expect((await asker.post(INTROSPECT, form, { headers })).status).toBe(400);
    }
    expect(await isLive(token)).toBe(true);
  });

  it.each<[string, Record<string, string>]>([
    ['a parameter that it does not know', { foo: '1' }],
    ['the parameters of other specifications', { client_id: 'crm', aud: 'b', state: 'c' }],
    ['parameters without a value', { foo: '', token_type_hint: '' }],
    ['names like members of objects', { 'foo[bar]': '1', 'foo.bar': '2', '': '3' }],
  ])('ignores %s in a form', async (_what, fields) => {
    const { secret } = token;
    const introspected = await postForm(asker, INTROSPECT, { token: secret, ...fields });
    expect([introspected.status, introspected.body.active]).toEqual([200, true]);

    expect((await exchange(app, secret, fields)).status).toBe(200);

    const revoked = await createToken(app, { owner });
    expect((await postForm(app.api, REVOKE, { token: revoked.secret, ...fields })).status).toBe(
      200,
    );
    expect(await isLive(revoked)).toBe(false);
  });

  it('ignores an unknown parameter that it gets twice', async () => {
    const { secret } = await createToken(app, { owner });
    const headers = { 'Content-Type': FORM };
    const answer = await app.api.post(REVOKE, `foo=1&token=${secret}&foo=2`, { headers });
    expect(answer.status).toBe(200);
  });

  it.each(['ISO-8859-1', 'utf8', 'us-ascii', '"UTF-8"', 'windows-1252'])(
    'accepts a form in the charset %s',
    async (charset) => {
      const headers = { 'Content-Type': `${FORM}; charset=${charset}` };
      const form = `token=${token.secret}`;
      const answer = await asker.post(INTROSPECT, form, { headers });
      expect([answer.status, answer.body.active]).toEqual([200, true]);
    },
  );

  it('refuses a form in another charset that has more than ASCII, or has other bytes', async () => {
    for (const [charset, form] of [
      ['ISO-8859-1', Buffer.from('token=\xe9', 'latin1')],
      ['utf-16le', Buffer.from('token=x')],
    ] as const) {
      const headers = { 'Content-Type': `${FORM}; charset=${charset}` };
      const answer = await asker.raw('POST', INTROSPECT, { body: form, headers });
      expect(answer.status).toBe(415);
    }
  });
});
