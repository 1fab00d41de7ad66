import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { createBoundToken } from '../factories/bound-tokens.factory.js';
import { Phone } from '../support/phone.js';
import { TestApp } from '../support/test-app.js';

const VERIFY = '/api/auth/verify';
const URL_OF_REQUEST = 'https://gateway.example/sales/deals';
const TOLD = {
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-Host': 'gateway.example',
  'X-Forwarded-Uri': '/sales/deals?page=2',
  'X-Forwarded-Method': 'POST',
};

describe('a bound token at a gateway', () => {
  let app: TestApp;
  let untrusting: TestApp;
  let phone: Phone;
  let secret: string;

  beforeAll(async () => {
    app = await TestApp.start({
      env: { TRUST_PROXY: 'loopback', PUBLIC_URL: 'https://tokens.example.com' },
    });
    untrusting = await TestApp.start({ database: app.database });
    const owner = await createUser(app);
    const assistant = await createAssistant(app, { ownerId: owner.username });
    phone = await Phone.make();
    ({ secret } = await createBoundToken(app, { owner, assistant, jkt: phone.jkt }));
    phone.nonce = (await ask({}, '')).headers.get('DPoP-Nonce') ?? '';
  });

  afterAll(async () => {
    await untrusting.close();
    await app.close();
  });

  function ask(
    headers: Record<string, string>,
    proof: string,
    { method = 'GET', of = app } = {},
  ): Promise<Answer> {
    return of.api.call(method, VERIFY, {
      headers: { Authorization: `DPoP ${secret}`, DPoP: proof, ...headers },
    });
  }

  const proof = (url = URL_OF_REQUEST, method = 'POST') => phone.proof(url, method, secret);

  function expectRefused(answer: Answer, reason: string): void {
    expect([answer.status, answer.body.code]).toEqual([401, 'invalid_dpop_proof']);
    expect(answer.headers.get('WWW-Authenticate')).toBe(
      `DPoP error="invalid_dpop_proof", error_description="${reason}", algs="ES256 EdDSA"`,
    );
    expect(answer.headers.get('DPoP-Nonce')).toMatch(/^[\w-]{43}$/);
    expect(answer.headers.has('X-Auth-Username')).toBe(false);
  }

  const WRONG_URL = 'The htu of the proof is not the URL of the request.';
  const WRONG_METHOD = 'The htm of the proof is not the method of the request.';
  const NO_URL = 'The gateway does not send the URL that the proof is for.';
  const without = (name: keyof typeof TOLD) =>
    Object.fromEntries(Object.entries(TOLD).filter(([told]) => told !== name));

  it('passes with a proof for the original request', async () => {
    const answer = await ask(TOLD, await proof());
    expect([answer.status, answer.headers.get('X-Auth-Type')]).toEqual([200, 'child']);
  });

  it('passes only once with the same proof', async () => {
    const once = await proof();
    expect((await ask(TOLD, once)).status).toBe(200);
    expectRefused(await ask(TOLD, once), 'The proof was used before.');
  });

  it.each([
    ['X-Original-URI', '/sales/deals?page=2'],
    ['X-Original-URL', `${URL_OF_REQUEST}?page=2`],
  ])('passes if %s contains the URL', async (header, value) => {
    const told = { ...without('X-Forwarded-Uri'), [header]: value };
    expect((await ask(told, await proof())).status).toBe(200);
  });

  it('passes if the gateway asks with the method of the original request', async () => {
    const told = without('X-Forwarded-Method');
    expect((await ask(told, await proof(), { method: 'POST' })).status).toBe(200);
    expect((await ask(told, await proof(URL_OF_REQUEST, 'GET'))).status).toBe(200);
  });

  it.each([
    'https://gateway.example/sales',
    'https://gateway.example/sales/other',
    'http://gateway.example/sales/deals',
    'https://tokens.example.com/api/auth/verify',
    'https://tokens.example.com/sales/deals',
  ])('is refused with a proof for %s', async (url) => {
    expectRefused(await ask(TOLD, await proof(url)), WRONG_URL);
  });

  it('is refused with a proof for another method', async () => {
    for (const method of ['GET', 'PUT', 'post']) {
      expectRefused(await ask(TOLD, await proof(URL_OF_REQUEST, method)), WRONG_METHOD);
    }
  });

  it.each([
    ['X-Original-Method', 'GET'],
    ['X-HTTP-Method-Override', 'DELETE'],
    ['X-Original-URI', '/sales/other'],
    ['X-Original-URL', 'https://other.example/sales/deals'],
    ['X-Forwarded-Uri', '/sales/deals, /sales/deals'],
  ])('is refused if %s contains something else', async (header, value) => {
    const answer = await ask({ ...TOLD, [header]: value }, await proof());
    expectRefused(answer, /Method/.test(header) ? WRONG_METHOD : WRONG_URL);
  });

  it('is refused if the gateway asks with another method than the headers name', async () => {
    expectRefused(await ask(TOLD, await proof(), { method: 'DELETE' }), WRONG_METHOD);
  });

  it('is refused if the gateway sends no URL', async () => {
    expectRefused(await ask(without('X-Forwarded-Uri'), await proof()), NO_URL);
  });

  it('is refused if the URL does not come from a trusted proxy', async () => {
    const host = new URL(untrusting.api.url).host;
    const url = `http://${host}/sales/deals`;
    const answer = await ask(TOLD, await proof(url), { of: untrusting });
    expectRefused(answer, NO_URL);
  });

  it('is refused as a bearer token', async () => {
    const headers = { ...TOLD, Authorization: `Bearer ${secret}` };
    const answer = await ask(headers, await proof());
    expect([answer.status, answer.body.code]).toEqual([401, 'invalid_token']);
    expect(answer.headers.get('WWW-Authenticate')).toContain('DPoP error="invalid_token"');
  });

  it('gets the next nonce through the gateway', async () => {
    app.clock.advance({ seconds: 60 });
    const answer = await ask(TOLD, await proof());
    expect(answer.status).toBe(200);
    expect(answer.headers.get('DPoP-Nonce')).toMatch(/^[\w-]{43}$/);
    app.clock.advance({ seconds: -60 });
  });
});
