import { createHash, createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { createBoundToken } from '../factories/bound-tokens.factory.js';
import { Phone } from '../support/phone.js';
import { rawRequest } from '../support/raw-request.js';
import { expectNoChange } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const PATH = '/api/auth/session';

interface Forged {
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  key?: CryptoKey;
}

describe('the proof of possession of a bound token', () => {
  let app: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;
  let keys: { privateKey: CryptoKey; publicKey: CryptoKey };
  let jwk: JWK;
  let secret: string;
  let nonce: string;

  beforeAll(async () => {
    app = await TestApp.start();
    owner = await createUser(app, { seat: true });
    assistant = await createAssistant(app, { ownerId: owner.username });
    keys = await generateKeyPair('ES256', { extractable: true });
    jwk = await exportJWK(keys.publicKey);
    ({ secret } = await createBoundToken(app, {
      owner,
      assistant,
      jkt: await calculateJwkThumbprint(jwk),
    }));
  });

  afterAll(() => app.close());

  beforeEach(async () => {
    const answer = await use(undefined);
    nonce = answer.headers.get('DPoP-Nonce') ?? '';
  });

  /** A valid proof, except for the given changes. */
  async function proof({ header = {}, claims = {}, key = keys.privateKey }: Forged = {}) {
    const all = {
      jti: randomUUID(),
      htm: 'GET',
      htu: app.api.url + PATH,
      iat: Math.floor(app.clock.now().getTime() / 1_000),
      ath: createHash('sha256').update(secret).digest('base64url'),
      nonce,
      ...claims,
    };
    return new SignJWT(all)
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk, ...header })
      .sign(key);
  }

  function use(dpop: string | undefined, authorization = `DPoP ${secret}`): Promise<Answer> {
    return app.api.get(PATH, {
      headers: { Authorization: authorization, ...(dpop !== undefined && { DPoP: dpop }) },
    });
  }

  /** Expects 401 with this challenge and a nonce for the next proof. */
  async function expectChallenge(answer: Answer, code: string, reason: string): Promise<void> {
    expect([answer.status, answer.body.code, answer.body.message]).toEqual([401, code, reason]);
    expect(answer.headers.get('WWW-Authenticate')).toBe(
      `DPoP error="${code}", error_description="${reason}", algs="ES256 EdDSA"`,
    );
    nonce = answer.headers.get('DPoP-Nonce') ?? '';
    expect((await use(await proof())).status).toBe(200);
  }

  it('is accepted if it is valid', async () => {
    const answer = await use(await proof());
    expect([answer.status, answer.body.type]).toEqual([200, 'child']);
    expect(answer.headers.get('DPoP-Nonce')).toBeNull();
    for (const scheme of ['dpop', 'DPOP', 'DPoP  ']) {
      expect((await use(await proof(), `${scheme} ${secret}`)).status).toBe(200);
    }
  });

  describe('how the token is presented', () => {
    it('is refused as a bearer token, with and without a valid proof', async () => {
      const reason = 'The token is bound to a key. Use the scheme DPoP and send a proof.';
      const bearer = `Bearer ${secret}`;
      const refused = await expectNoChange(app, () => use(undefined, bearer));
      await expectChallenge(refused, 'invalid_token', reason);
      await expectChallenge(await use(await proof(), bearer), 'invalid_token', reason);
    });

    it('is refused with the scheme DPoP if it is not bound', async () => {
      const { secret: unbound } = await createToken(app, { owner, assistant });
      const answer = await use(await proof(), `DPoP ${unbound}`);
      const reason = 'The token is not bound to a key. Use the scheme Bearer.';
      await expectChallenge(answer, 'invalid_token', reason);
    });

    it.each(['garbage', `i5c_${'0'.repeat(42)}`])(
      'is refused if it is not a token: %s',
      async (none) => {
        const answer = await use(await proof(), `DPoP ${none}`);
        await expectChallenge(answer, 'invalid_token', 'The credential is not valid.');
      },
    );

    it('keeps the challenge of RFC 6750 for a request without a credential', async () => {
      const { status, headers } = await app.api.get(PATH, { headers: { DPoP: await proof() } });
      expect(status).toBe(401);
      expect(headers.get('WWW-Authenticate')).toBe('Bearer realm="assistant-tokens"');
      expect(headers.get('DPoP-Nonce')).toBeNull();
    });

    it('is useless to a thief with the key of another phone', async () => {
      const thief = await Phone.make();
      const answer = await expectNoChange(app, () => thief.call(app.api, secret, PATH));
      await expectChallenge(answer, 'invalid_token', 'The token is bound to another key.');
    });
  });

  describe('the header DPoP', () => {
    const ONE = 'The request must have exactly one DPoP header.';
    const JWT = 'The proof must be a JWT.';

    it('must be present', async () => {
      await expectChallenge(await use(undefined), 'invalid_dpop_proof', ONE);
    });

    it('must be present exactly once', async () => {
      const headers = [
        `Authorization: DPoP ${secret}`,
        `DPoP: ${await proof()}`,
        `DPoP: ${await proof()}`,
      ];
      const answer = await rawRequest(app.api.url, { target: PATH, headers });
      expect(answer).toMatchObject({
        status: 401,
        body: { code: 'invalid_dpop_proof', message: ONE },
      });
    });

    it('must not be longer than a proof can be', async () => {
      const long = await proof({ claims: { more: 'x'.repeat(4_096) } });
      await expectChallenge(await use(long), 'invalid_dpop_proof', 'The proof is too long.');
    });

    it.each(['', 'proof', 'a.b.c', 'e30.W10.x', 'e30..x', '!.e30.x', 'bnVsbA.e30.x'])(
      'must be a JWT, not %j',
      async (text) => {
        await expectChallenge(await use(text), 'invalid_dpop_proof', JWT);
      },
    );

    it('must contain one proof, not two', async () => {
      const two = `${await proof()}, ${await proof()}`;
      await expectChallenge(await use(two), 'invalid_dpop_proof', JWT);
    });
  });

  describe('the header of the proof', () => {
    const ALG = 'The alg of the proof must be ES256 or EdDSA.';
    const NO_KEY = 'The jwk of the proof does not fit its alg.';
    const unsigned = (header: object, claims = {}) =>
      [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));

    it.each(['JWT', 'dpop', 'DPOP+JWT', undefined, 1])(
      'has the typ dpop+jwt, not %s',
      async (typ) => {
        const answer = await use(await proof({ header: { typ } }));
        await expectChallenge(
          answer,
          'invalid_dpop_proof',
          'The typ of the proof must be dpop+jwt.',
        );
      },
    );

    it('has one of the two supported asymmetric algs', async () => {
      const typ = 'dpop+jwt';
      const none = [...unsigned({ typ, alg: 'none', jwk }), 'x'].join('.');
      await expectChallenge(await use(none), 'invalid_dpop_proof', ALG);

      const input = unsigned({ typ, alg: 'HS256', jwk }).join('.');
      const hmac = createHmac('sha256', JSON.stringify(jwk)).update(input).digest('base64url');
      await expectChallenge(await use(`${input}.${hmac}`), 'invalid_dpop_proof', ALG);

      const rsa = await generateKeyPair('RS256');
      const rsaProof = await proof({
        header: { alg: 'RS256', jwk: await exportJWK(rsa.publicKey) },
        key: rsa.privateKey,
      });
      await expectChallenge(await use(rsaProof), 'invalid_dpop_proof', ALG);
    });

    it('contains a key', async () => {
      const reason = 'The proof must contain its public key as jwk.';
      for (const none of [undefined, null, 'key', [jwk]]) {
        const answer = await use(await proof({ header: { jwk: none } }));
        await expectChallenge(answer, 'invalid_dpop_proof', reason);
      }
    });

    it('contains only the public key', async () => {
      const answer = await use(await proof({ header: { jwk: await exportJWK(keys.privateKey) } }));
      const reason = 'The jwk of the proof must not contain a private key.';
      await expectChallenge(answer, 'invalid_dpop_proof', reason);
    });

    it('contains a key that fits the alg', async () => {
      const other = await generateKeyPair('EdDSA');
      const jwks = [
        await exportJWK(other.publicKey),
        { ...jwk, crv: 'P-384' },
        { ...jwk, y: jwk.x },
        { kty: 'EC', crv: 'P-256' },
        { kty: 'oct', crv: 'P-256' },
      ];
      for (const unfit of jwks) {
        const answer = await use(await proof({ header: { jwk: unfit } }));
        await expectChallenge(answer, 'invalid_dpop_proof', NO_KEY);
      }
    });

    it('must not have unknown critical parameters', async () => {
      const signed = await proof();
      const [, claims, signature] = signed.split('.');
      const [header] = unsigned({ typ: 'dpop+jwt', alg: 'ES256', jwk, crit: ['exp'], exp: 1 });
      const answer = await use([header, claims, signature].join('.'));
      await expectChallenge(
        answer,
        'invalid_dpop_proof',
        'The signature of the proof does not match its key.',
      );
    });
  });

  describe('the claims of the proof', () => {
    const now = () => Math.floor(app.clock.now().getTime() / 1_000);

    it('are signed with its key', async () => {
      const other = await generateKeyPair('ES256');
      const reason = 'The signature of the proof does not match its key.';
      const forged = await proof({ key: other.privateKey });
      await expectChallenge(await use(forged), 'invalid_dpop_proof', reason);

      const [header, , signature] = (await proof()).split('.');
      const [, claims] = (await proof()).split('.');
      const mixed = [header, claims, signature].join('.');
      await expectChallenge(await use(mixed), 'invalid_dpop_proof', reason);
    });

    it.each([undefined, '', 1, 'x'.repeat(257)])('have a jti, not %j', async (jti) => {
      const answer = await use(await proof({ claims: { jti } }));
      const reason = 'The proof must contain a jti of 1 to 256 characters.';
      await expectChallenge(answer, 'invalid_dpop_proof', reason);
    });

    it.each(['POST', 'get', 'HEAD', undefined])('have the htm GET, not %s', async (htm) => {
      const answer = await use(await proof({ claims: { htm } }));
      const reason = 'The htm of the proof is not the method of the request.';
      await expectChallenge(answer, 'invalid_dpop_proof', reason);
    });

    it('have the htu of the request', async () => {
      const { host } = new URL(app.api.url);
      const others = [
        undefined,
        PATH,
        `https://${host}${PATH}`,
        `http://tokens.example.com${PATH}`,
        `http://user@${host}${PATH}`,
        `${app.api.url}/api/tokens`,
        `${app.api.url}${PATH}/`,
      ];
      for (const htu of others) {
        const answer = await use(await proof({ claims: { htu } }));
        const reason = 'The htu of the proof is not the URL of the request.';
        await expectChallenge(answer, 'invalid_dpop_proof', reason);
      }
    });

    it('can have an htu in another spelling', async () => {
      const { host } = new URL(app.api.url);
      const same = [
        `HTTP://${host}${PATH}`,
        `${app.api.url}${PATH}?a=b`,
        `${app.api.url}${PATH}#c`,
        `${app.api.url}/api/teams/../%61uth/session`,
      ];
      for (const htu of same)
        expect((await use(await proof({ claims: { htu } }))).status).toBe(200);
    });

    it('have a recent iat', async () => {
      const reason = 'The iat of the proof must be within 300 seconds of the time of the service.';
      for (const iat of [now() - 310, now() + 310, 0, now() * 1_000]) {
        const answer = await use(await proof({ claims: { iat } }));
        await expectChallenge(answer, 'invalid_dpop_proof', reason);
      }
      for (const iat of [now() - 290, now() + 290]) {
        expect((await use(await proof({ claims: { iat } }))).status).toBe(200);
      }
      for (const iat of [undefined, String(now()), null]) {
        const answer = await use(await proof({ claims: { iat } }));
        await expectChallenge(
          answer,
          'invalid_dpop_proof',
          'The proof must contain iat, in seconds.',
        );
      }
    });

    it('have the hash of the token', async () => {
      const reason = 'The ath of the proof is not the hash of the token.';
      const { secret: other } = await createToken(app, { owner, assistant });
      const hashes = [
        undefined,
        createHash('sha256').update(other).digest('base64url'),
        createHash('sha256').update(secret).digest('hex'),
      ];
      for (const ath of hashes) {
        const answer = await use(await proof({ claims: { ath } }));
        await expectChallenge(answer, 'invalid_dpop_proof', reason);
      }
    });

    it('have a nonce of this service', async () => {
      const reason = 'The proof must contain the nonce from this response.';
      for (const forged of [undefined, '', 1, 'A'.repeat(43), `${nonce}A`]) {
        const answer = await use(await proof({ claims: { nonce: forged } }));
        await expectChallenge(answer, 'use_dpop_nonce', reason);
      }
    });
  });

  it('is valid only once', async () => {
    const once = await proof();
    expect((await use(once)).status).toBe(200);
    await expectChallenge(await use(once), 'invalid_dpop_proof', 'The proof was used before.');
  });

  it.each(['ES256', 'Ed25519'] as const)(
    'can be made by the library dpop with %s',
    async (algorithm) => {
      const phone = await Phone.make(algorithm);
      const token = await createBoundToken(app, { owner, assistant, jkt: phone.jkt });
      const first = await phone.send(app.api, token.secret, PATH);
      expect([first.status, first.body.code]).toEqual([401, 'use_dpop_nonce']);
      expect((await phone.send(app.api, token.secret, PATH)).status).toBe(200);
      expect((await phone.send(app.api, token.secret, `${PATH}?x=y`)).status).toBe(200);
    },
  );

  it('can be signed with Ed25519 under its older name', async () => {
    const pair = await generateKeyPair('EdDSA');
    const other = await exportJWK(pair.publicKey);
    const jkt = await calculateJwkThumbprint(other);
    const token = await createBoundToken(app, { owner, assistant, jkt });
    const signed = await proof({
      header: { alg: 'EdDSA', jwk: other },
      claims: { ath: createHash('sha256').update(token.secret).digest('base64url') },
      key: pair.privateKey,
    });
    expect((await use(signed, `DPoP ${token.secret}`)).status).toBe(200);
  });
});
