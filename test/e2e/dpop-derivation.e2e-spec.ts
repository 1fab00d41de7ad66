import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { deriveChild } from '../factories/children.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { Phone } from '../support/phone.js';
import { TestApp } from '../support/test-app.js';

const DERIVE = '/api/tokens/_derive';
const SESSION = '/api/auth/session';

describe('a child token that is bound when it is derived', () => {
  let app: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;
  let parent: TestToken;
  let phone: Phone;

  beforeAll(async () => {
    app = await TestApp.start();
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
  });

  afterAll(() => app.close());

  beforeEach(async () => {
    parent = await createToken(app, { owner, assistant });
    phone = await Phone.make();
    const asked = await derive({}, await proof());
    phone.nonce = asked.headers.get('DPoP-Nonce') ?? '';
    expect([asked.status, asked.body.code]).toEqual([401, 'use_dpop_nonce']);
  });

  const derive = (body: object, dpop: string): Promise<Answer> =>
    parent.api.post(DERIVE, body, { headers: { DPoP: dpop } });
  const proof = (secret?: string, method = 'POST', path = DERIVE) =>
    phone.proof(app.api.url + path, method, secret);

  async function expectNoChild(answer: Answer, status: number, code: string): Promise<void> {
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    const { body } = await parent.api.get('/api/tokens/self/children');
    expect(body.total).toBe(0);
  }

  it.each([
    ['without ath', () => undefined],
    ['with the ath of the token presented', () => parent.secret],
  ])('is bound to the key of a proof %s', async (_what, secret) => {
    const { status, body } = await derive({ label: 'iPhone' }, await proof(secret()));
    expect([status, body.dpopJkt]).toEqual([201, phone.jkt]);

    expect((await phone.call(app.api, body.token, SESSION)).status).toBe(200);
    expect((await app.api.as(body.token).get(SESSION)).body.code).toBe('invalid_token');
    const thief = await Phone.make();
    expect((await thief.call(app.api, body.token, SESSION)).body.code).toBe('invalid_token');
  });

  it('is bound to the named key, with and without a proof', async () => {
    const proven = await derive({ dpopJkt: phone.jkt }, await proof());
    expect([proven.status, proven.body.dpopJkt]).toEqual([201, phone.jkt]);

    const { secret } = await deriveChild(app, parent, { dpopJkt: phone.jkt });
    expect((await phone.call(app.api, secret, SESSION)).status).toBe(200);
  });

  it('is not derived with a proof of another key than the named one', async () => {
    const { jkt } = await Phone.make();
    const answer = await derive({ dpopJkt: jkt }, await proof());
    await expectNoChild(answer, 400, 'validation_failed');
    expect(answer.body.details).toEqual([
      { field: 'dpopJkt', message: 'dpopJkt must be the thumbprint of the key in the DPoP proof' },
    ]);
  });

  it.each([
    ['for another method', () => proof(undefined, 'GET'), 'The htm of the proof is not'],
    ['for another URL', () => proof(undefined, 'POST', SESSION), 'The htu of the proof is not'],
    ['for another token', () => proof(owner.session), 'The ath of the proof is not'],
    ['that is none', () => Promise.resolve('proof'), 'The proof must be a JWT'],
  ])('is not derived with a proof %s', async (_what, make, reason) => {
    const answer = await derive({}, await make());
    await expectNoChild(answer, 401, 'invalid_dpop_proof');
    expect(answer.headers.get('WWW-Authenticate')).toContain(
      `DPoP error="invalid_dpop_proof", error_description="${reason}`,
    );
    expect(answer.headers.get('DPoP-Nonce')).toBe(phone.nonce);
  });

  it('is derived once with a proof, however many concurrent requests send it', async () => {
    const once = await proof();
    const answers = await Promise.all(Array.from({ length: 8 }, () => derive({}, once)));
    const made = answers.filter(({ status }) => status === 201);
    expect(made).toHaveLength(1);
    for (const { body } of answers.filter((answer) => !made.includes(answer))) {
      expect(body).toMatchObject({
        code: 'invalid_dpop_proof',
        message: 'The proof was used before.',
      });
    }
    expect((await parent.api.get('/api/tokens/self/children')).body.total).toBe(1);
  });

  it('has its proof checked only if the caller may derive', async () => {
    const headers = { DPoP: 'proof' };
    const none = await app.api.as('garbage').post(DERIVE, {}, { headers });
    expect([none.status, none.headers.get('WWW-Authenticate')]).toEqual([
      401,
      'Bearer realm="assistant-tokens", error="invalid_token"',
    ]);
    const user = await owner.api.post(DERIVE, {}, { headers });
    expect([user.status, user.body.code]).toEqual([403, 'insufficient_scope']);
    const bad = await parent.api.post(DERIVE, '{', { headers });
    expect([bad.status, bad.body.code]).toEqual([400, 'invalid_request']);
  });

  it('is a bearer token without a proof and a key', async () => {
    const { secret } = await deriveChild(app, parent);
    expect((await app.api.as(secret).get(SESSION)).status).toBe(200);
  });

  it('ends at the same time as its parent', async () => {
    const { body } = await derive({}, await proof());
    expect((await phone.call(app.api, body.token, SESSION)).status).toBe(200);
    expect((await owner.api.delete(`/api/tokens/${parent.id}`)).status).toBe(204);
    const ended = await phone.call(app.api, body.token, SESSION);
    expect([ended.status, ended.body.code]).toEqual([401, 'invalid_token']);
    expect(ended.headers.get('WWW-Authenticate')).toBe(
      'DPoP error="invalid_token", error_description="The credential is not valid.", algs="ES256 EdDSA"',
    );
  });

  it('shows its key when it is introspected, and can be revoked by its value alone', async () => {
    const { secret } = await deriveChild(app, parent, { dpopJkt: phone.jkt });
    const introspector = await createUser(app, { permissions: ['tokens:introspect'] });
    const { body } = await introspector.api.post('/api/tokens/_introspect', { token: secret });
    expect(body).toMatchObject({ active: true, cnf: { jkt: phone.jkt } });

    const exchange = {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: secret,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    };
    expect((await app.api.post('/api/oauth/token', exchange)).body.code).toBe(
      'invalid_subject_token',
    );
    expect((await app.api.post('/api/oauth/revoke', { token: secret })).status).toBe(200);
    expect((await phone.call(app.api, secret, SESSION)).body.code).toBe('invalid_token');
  });

  it('works on pages of the host that its parent is restricted to', async () => {
    const origin = 'https://shop.example';
    const columns = { restrict: 'host' as const, host: 'shop.example' };
    const ofHost = await createToken(app, { owner, assistant, columns });
    const headers = { Origin: origin };
    const derived = await ofHost.api.post(DERIVE, { dpopJkt: phone.jkt }, { headers });
    const secret: string = derived.body.token;

    phone.nonce = undefined;
    const asked = await phone.send(app.api, secret, SESSION, { headers });
    expect([asked.status, asked.body.code]).toEqual([401, 'use_dpop_nonce']);
    expect(asked.headers.get('Access-Control-Allow-Origin')).toBe(origin);
    expect(asked.headers.get('Access-Control-Expose-Headers')).toContain('DPoP-Nonce');
    expect((await phone.send(app.api, secret, SESSION, { headers })).status).toBe(200);
    const elsewhere = { headers: { Origin: 'https://evil.example' } };
    expect((await phone.send(app.api, secret, SESSION, elsewhere)).status).toBe(403);
  });
});
