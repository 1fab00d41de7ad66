import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { verifyToken } from 'assistant-tokens-client/verify';
import type { TokenMiddleware, VerifyOptions } from 'assistant-tokens-client/verify';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { JWTPayload } from 'jose';
import { FlakyProxy } from './support/flaky-proxy.js';
import { Service } from './support/service.js';

const ISSUER = 'https://tokens.example.com';

describe('a service that verifies offline', () => {
  let service: Service;
  let proxy: FlakyProxy;
  let assistantId: string;
  let uuid: string;
  let jwt: string;
  let issuedAt: number;
  /** Of the verifier: it stands still. */
  let now: number;

  beforeAll(async () => {
    service = await Service.start({ PUBLIC_URL: ISSUER });
    proxy = await FlakyProxy.to(service.baseUrl);
    ({ naturalId: assistantId, id: uuid } = await service.admin.assistants.create({
      slug: 'offline',
      name: 'Offline',
    }));
    const { token } = await service.token(assistantId);
    jwt = await exchanged(token);
    issuedAt = Date.now();
  });
  afterAll(() => proxy.close());
  beforeEach(() => {
    now = issuedAt;
    proxy.plan();
  });

  async function exchanged(token: string, scope?: string): Promise<string> {
    return (await service.admin.oauth.exchange({ token, scope })).access_token;
  }

  function verifier(options: Partial<VerifyOptions> = {}): TokenMiddleware {
    const jwks = { issuer: ISSUER, baseUrl: proxy.url };
    return verifyToken({ jwks, assistantId, ...options }, () => now);
  }

  const check = (tokens: TokenMiddleware, token: string, method = 'GET') =>
    tokens.verify({ authorization: `Bearer ${token}`, method });

  const claimsOf = (token: string) =>
    JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as JWTPayload;

  describe('refuses', () => {
    it('a JWT of which a single character is another one', async () => {
      const tokens = verifier();
      const [head = '', claims = '', signature = ''] = jwt.split('.');
      const flipped = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);

      for (const forged of [
        `${head}.${claims}.${flipped(signature)}`,
        `${head}.${flipped(claims)}.${signature}`,
        `${flipped(head)}.${claims}.${signature}`,
        `${head}.${claims}.`,
        `${head}.${claims}`,
        `${head}.${claims}.${signature}.`,
        `${head}.${claims}.${signature}=`,
      ]) {
        await expect(check(tokens, forged)).rejects.toMatchObject({ code: 'invalid_token' });
      }
    });

    it('one for another assistant, or for none', async () => {
      const other = await service.token(await service.assistant('other'));
      const personal = await service.admin.tokens.create({ type: 'personal' });
      const tokens = verifier();

      for (const { token } of [other, personal]) {
        const foreign = await exchanged(token);
        now = Date.now();
        await expect(check(tokens, foreign)).rejects.toMatchObject({
          status: 403,
          code: 'insufficient_scope',
        });
      }
    });

    it('one for another audience', async () => {
      const tokens = verifier({ audience: 'team:another' });

      await expect(check(tokens, jwt)).rejects.toMatchObject({ code: 'invalid_token' });
      await expect(check(verifier({ audience: [] }), jwt)).rejects.toMatchObject({ status: 401 });
    });

    it('one that is over, by more than the clocks may differ', async () => {
      const tokens = verifier();
      const end = (claimsOf(jwt).exp ?? 0) * 1_000;

      now = end + 4_999;
      expect(await check(tokens, jwt)).toMatchObject({ assistantId });
      now = end + 5_000;
      await expect(check(tokens, jwt)).rejects.toMatchObject({ code: 'invalid_token' });
      const strict = { issuer: ISSUER, baseUrl: proxy.url, clockTolerance: 0 };
      now = end;
      await expect(check(verifier({ jwks: strict }), jwt)).rejects.toMatchObject({ status: 401 });
    });

    it('one that only reads, where something may change', async () => {
      const { token } = await service.token(assistantId);
      const scope = 'assistant:read';
      const reading = await exchanged(token, scope);
      now = Date.now();

      await expect(check(verifier(), reading, 'POST')).rejects.toMatchObject({ code: 'read_only' });
      expect(await check(verifier(), reading)).toMatchObject({ readOnly: true, scope: [scope] });
    });

    it('a token that is no JWT, where nobody is asked', async () => {
      const { token } = await service.token(assistantId);

      await expect(check(verifier(), token)).rejects.toMatchObject({ code: 'invalid_token' });
    });

    it('what names no audience', () => {
      expect(() =>
        verifier({ assistantId: 'x' }).expressMiddleware({ audience: 'y' }),
      ).not.toThrow();
      expect(() => verifyToken({ jwks: { issuer: ISSUER } }).expressMiddleware()).toThrow(
        'audience',
      );
    });
  });

  it('lets in what the service has signed', async () => {
    const seen = await check(verifier(), jwt, 'POST');

    expect(seen).toMatchObject({
      username: 'admin',
      assistantId,
      assistantUuid: uuid,
      scope: ['assistant:read', 'assistant:use'],
      type: null,
      readOnly: false,
    });
    expect(await check(verifier({ assistantId: uuid }), jwt)).toMatchObject({ assistantId });
  });

  it('takes a token of the service too, where it may ask', async () => {
    const introspect = { baseUrl: service.baseUrl, token: await service.asker() };
    const tokens = verifier({ introspect });
    const { id, token } = await service.token(assistantId);

    expect(await check(tokens, token)).toMatchObject({ tokenId: id });
    expect(await check(tokens, jwt)).toMatchObject({ assistantId });
  });

  describe('with keys', () => {
    it('that are fetched once in five minutes', async () => {
      const tokens = verifier({
        jwks: { issuer: ISSUER, baseUrl: proxy.url, clockTolerance: 3_600 },
      });
      await Promise.all([check(tokens, jwt), check(tokens, jwt), check(tokens, jwt)]);
      now += 299_999;
      await check(tokens, jwt);
      expect(proxy.seen.map(({ url }) => url)).toEqual(['/.well-known/jwks.json']);

      now += 1;
      await check(tokens, jwt);
      expect(proxy.seen).toHaveLength(2);
    });

    it('that are not fetched again and again for names that there are not', async () => {
      const tokens = verifier();
      await check(tokens, jwt);
      const unknown = await signed({}, { kid: 'unknown' });
      for (let times = 0; times < 5; times++) {
        await expect(check(tokens, unknown)).rejects.toMatchObject({ code: 'invalid_token' });
      }
      expect(proxy.seen).toHaveLength(1);

      now += 30_000;
      await expect(check(tokens, unknown)).rejects.toMatchObject({ code: 'invalid_token' });
      expect(proxy.seen).toHaveLength(2);
    });

    it('that cannot be fetched lets nobody in, until they can', async () => {
      const tokens = verifier();
      proxy.plan({ kind: 'before' }, { kind: 'before' });

      await expect(check(tokens, jwt)).rejects.toMatchObject({ status: 503, code: 'unavailable' });
      expect(await check(tokens, jwt)).toMatchObject({ assistantId });
    });
  });

  /** By a key that nobody publishes, unless a test does. */
  let keys: Awaited<ReturnType<typeof generateKeyPair>> | undefined;
  async function signed(claims: JWTPayload, header: Record<string, unknown> = {}): Promise<string> {
    const { privateKey } = (keys ??= await generateKeyPair('EdDSA', { extractable: true }));
    return new SignJWT({ ...claimsOf(jwt), ...claims })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'mine', ...header })
      .sign(privateKey);
  }

  describe('with a key that signs for others as well', () => {
    async function trusting(): Promise<TokenMiddleware> {
      const { publicKey } = (keys ??= await generateKeyPair('EdDSA', { extractable: true }));
      const { x } = await exportJWK(publicKey);
      const key = { kty: 'OKP', crv: 'Ed25519', use: 'sig', kid: 'mine', x };
      const body = JSON.stringify({ keys: [{ kty: 'EC', kid: 'other' }, key] });
      proxy.plan({ kind: 'answer', status: 200, body });
      return verifier();
    }

    it('takes a JWT that is as the service makes it', async () => {
      expect(await check(await trusting(), await signed({}))).toMatchObject({ assistantId });
    });

    it.each<[string, JWTPayload, Record<string, unknown>]>([
      ['another issuer', { iss: 'https://evil.example.com' }, {}],
      ['another audience than its assistant', { aud: 'team:another' }, {}],
      ['no end', { exp: undefined as never }, {}],
      ['an end that is no number', { exp: 'tomorrow' as never }, {}],
      ['a beginning to come', { nbf: Math.floor(Date.now() / 1_000) + 600 }, {}],
      ['an issue to come', { iat: Math.floor(Date.now() / 1_000) + 600 }, {}],
      ['a key that must prove it', { cnf: { jkt: 'k' } }, {}],
      ['no user', { username: undefined }, {}],
      ['another type', {}, { typ: 'JWT' }],
      ['no type', {}, { typ: undefined }],
      ['no name of a key', {}, { kid: undefined }],
    ])('refuses one with %s', async (_name, claims, header) => {
      const tokens = await trusting();
      const forged = await signed(claims, header);

      await expect(check(tokens, forged)).rejects.toMatchObject({ status: 401 });
    });

    it('refuses one that is signed by nothing, or by what is public', async () => {
      const tokens = await trusting();
      const [, claims = ''] = (await signed({})).split('.');
      for (const alg of ['none', 'HS256', 'ES256']) {
        const header = { alg, typ: 'at+jwt', kid: 'mine' };
        const head = Buffer.from(JSON.stringify(header)).toString('base64url');
        await expect(check(tokens, `${head}.${claims}.AAAA`)).rejects.toMatchObject({
          status: 401,
        });
      }
    });
  });
});
