import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AssistantTokens } from 'assistant-tokens-client';
import { tokenOf, verifyToken } from 'assistant-tokens-client/verify';
import type { TokenMiddleware, VerifyOptions } from 'assistant-tokens-client/verify';
import express from 'express';
import type { Request } from 'express';
import { FlakyProxy } from './support/flaky-proxy.js';
import { ask, closeServers, listening } from './support/listening.js';
import { Service } from './support/service.js';

const PROOF_KEY = 'a'.repeat(43);

describe('a service that verifies by introspection', () => {
  let service: Service;
  let proxy: FlakyProxy;
  let asker: string;
  let assistantId: string;
  /** Of the verifier, in milliseconds. */
  let now: number;
  let failures: unknown[];

  beforeAll(async () => {
    service = await Service.start();
    proxy = await FlakyProxy.to(service.baseUrl);
    asker = await service.asker();
    assistantId = await service.assistant('verified');
  });
  afterAll(() => proxy.close());
  beforeEach(() => {
    now = Date.now();
    failures = [];
    proxy.plan();
  });
  afterEach(closeServers);

  function verifier(options: Partial<VerifyOptions> = {}): TokenMiddleware {
    return verifyToken(
      {
        introspect: { baseUrl: proxy.url, token: asker },
        onError: (error) => failures.push(error),
        ...options,
      },
      () => now,
    );
  }

  /** @returns the address of a service that tells whose token it was given */
  function serve(tokens: TokenMiddleware): Promise<string> {
    const app = express();
    app.set('trust proxy', 'loopback');
    app.use(tokens.expressMiddleware());
    app.all('/', (request, response) => {
      response.json(tokenOf(request));
    });
    return listening(createServer(app));
  }

  const questions = () => proxy.seen.length;

  describe('lets nobody in', () => {
    it('without a credential', async () => {
      const url = await serve(verifier());

      const { token } = await service.token(assistantId);
      for (const [path, init] of [
        ['/', {}],
        [`/?access_token=${token}&token=${token}`, {}],
        ['/', { headers: { Cookie: `assistant-tokens=${token}` } }],
        ['/', { headers: { Authorization: `Basic ${btoa(`:${token}`)}` } }],
        [
          '/',
          {
            method: 'POST',
            headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
            body: `access_token=${token}`,
          },
        ],
      ] as const) {
        expect(await ask(url + path, undefined, init)).toMatchObject({
          status: 401,
          challenge: 'Bearer realm="assistant-tokens"',
          body: { code: 'credential_required', statusCode: 401 },
        });
      }
      expect(questions()).toBe(0);
    });

    it('with what is no token, which is not asked about', async () => {
      const url = await serve(verifier());

      for (const token of ['nothing', 'a b', 'eyJ.eyJ.sig', `i5t_${'a'.repeat(43)}`, '']) {
        expect(await ask(url, token)).toMatchObject({ status: 401, body: { statusCode: 401 } });
      }
      expect(questions()).toBe(0);
    });

    it('with a token that is unknown', async () => {
      const url = await serve(verifier());

      expect(await ask(url, `i5t_${'a'.repeat(42)}`)).toMatchObject({
        status: 401,
        challenge: 'Bearer realm="assistant-tokens", error="invalid_token"',
        body: { code: 'invalid_token' },
      });
    });

    it('with a revoked token, once what was remembered is five seconds old', async () => {
      const url = await serve(verifier());
      const { id, token } = await service.token(assistantId);
      expect(await ask(url, token)).toMatchObject({ status: 200 });
      await service.admin.tokens.revoke(id);

      now += 4_999;
      expect(await ask(url, token)).toMatchObject({ status: 200 });
      now += 1;
      expect(await ask(url, token)).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
      expect(questions()).toBe(2);
    });

    it('with a revoked token at once, where nothing is remembered', async () => {
      const url = await serve(verifier({ cacheSeconds: 0 }));
      const { id, token } = await service.token(assistantId);
      expect(await ask(url, token)).toMatchObject({ status: 200 });
      await service.admin.tokens.revoke(id);

      expect(await ask(url, token)).toMatchObject({ status: 401 });
    });

    it('with a revoked token, when the clock is set back', async () => {
      const url = await serve(verifier());
      const { id, token } = await service.token(assistantId);
      expect(await ask(url, token)).toMatchObject({ status: 200 });
      await service.admin.tokens.revoke(id);

      now -= 3_600_000;
      expect(await ask(url, token)).toMatchObject({ status: 401 });
    });

    it('with a token after its end, whatever is remembered', async () => {
      const url = await serve(verifier({ cacheSeconds: 3_600 }));
      const end = Math.ceil(Date.now() / 1_000) * 1_000 + 60_000;
      const { token } = await service.token(assistantId, {
        expiresAt: new Date(end).toISOString(),
      });
      expect(await ask(url, token)).toMatchObject({ status: 200 });

      now = end - 1;
      await ask(url, token);
      expect(questions()).toBe(1);
      now = end;
      await ask(url, token);
      expect(questions()).toBe(2);
    });

    it('with a token of another assistant, or one that is not limited to this one', async () => {
      const url = await serve(verifier({ assistantId }));
      const other = await service.token(await service.assistant('other'));
      const personal = await service.admin.tokens.create({ type: 'personal' });

      for (const { token } of [other, personal]) {
        expect(await ask(url, token)).toMatchObject({
          status: 403,
          challenge: 'Bearer realm="assistant-tokens", error="insufficient_scope"',
          body: { code: 'insufficient_scope' },
        });
      }
      const { token } = await service.token(assistantId);
      expect(await ask(url, token)).toMatchObject({ status: 200, body: { assistantId } });
    });

    it('with a token that lacks the scope, which the challenge names', async () => {
      const url = await serve(verifier({ scope: 'assistant:use' }));
      const { token } = await service.token(assistantId, { readOnly: true });

      expect(await ask(url, token)).toMatchObject({
        status: 403,
        challenge:
          'Bearer realm="assistant-tokens", error="insufficient_scope", scope="assistant:use"',
      });
    });

    it('with a read-only token, where something may change', async () => {
      const url = await serve(verifier());
      const { token } = await service.token(assistantId, { readOnly: true });

      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        expect(await ask(url, token, { method })).toMatchObject({
          status: 403,
          body: { code: 'read_only' },
        });
      }
      expect(await ask(url, token)).toMatchObject({ status: 200 });
      const reading = await serve(verifier({ onlyReads: true }));
      expect(await ask(reading, token, { method: 'POST' })).toMatchObject({ status: 200 });
    });

    it('from an address that is not in the blocks', async () => {
      const url = await serve(verifier());
      const restricted = { restrict: 'cidr', cidr: '203.0.113.0/24,2001:db8::/32' } as const;
      const { token } = await service.token(assistantId, restricted);
      const from = (address: string) =>
        ask(url, token, { headers: { 'X-Forwarded-For': address } });

      for (const address of ['203.0.114.1', '2001:db9::1', '::ffff:198.51.100.1', 'unknown']) {
        expect(await from(address)).toMatchObject({
          status: 403,
          body: { code: 'address_not_allowed' },
        });
      }
      for (const address of ['203.0.113.9', '2001:db8::1', '::ffff:203.0.113.9']) {
        expect(await from(address)).toMatchObject({ status: 200 });
      }
    });

    it('from another origin', async () => {
      const url = await serve(verifier());
      const { token } = await service.token(assistantId, {
        restrict: 'host',
        host: 'app.example.com',
      });

      for (const headers of [{}, { Origin: 'https://app.example.com.evil.test' }]) {
        expect(await ask(url, token, { headers })).toMatchObject({
          status: 403,
          body: { code: 'origin_not_allowed' },
        });
      }
      const headers = { Origin: 'https://app.example.com:8443' };
      expect(await ask(url, token, { headers })).toMatchObject({ status: 200 });
    });

    it('with a token that is bound to a key, or in the scheme of one', async () => {
      const url = await serve(verifier());
      const { token } = await service.token(assistantId);
      const bound = await service.as(token).tokens.derive({ dpopJkt: PROOF_KEY });

      const refusals = [
        await ask(url, bound.token),
        await ask(url, undefined, { headers: { Authorization: `DPoP ${bound.token}` } }),
      ];

      for (const refusal of refusals) {
        expect(refusal).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
        expect(refusal.challenge).toContain('error_description="Tokens that are bound to a key');
      }
    });

    it('with a child that is for one chat', async () => {
      const { token } = await service.token(assistantId);
      const own = service.as(token);
      const { chat } = await own.chats.ask({ content: 'Hello' });
      const child = await own.tokens.derive({ chatId: chat.id });

      expect(await ask(await serve(verifier()), child.token)).toMatchObject({ status: 403 });
      const open = await serve(verifier({ allowChatBound: true }));
      expect(await ask(open, child.token)).toMatchObject({ body: { chatId: chat.id } });
    });

    it('of a kind that is not asked for', async () => {
      const url = await serve(verifier({ types: ['assistant'] }));
      const { token } = await service.admin.tokens.create({ type: 'personal' });

      expect(await ask(url, token)).toMatchObject({ status: 403 });
    });
  });

  describe('fails closed', () => {
    it.each([
      ['cannot be reached', [{ kind: 'before' }, { kind: 'before' }]],
      ['fails', [{ kind: 'answer', status: 500 }]],
      ['answers with something else', [{ kind: 'answer', status: 200, body: '<html>' }]],
      ['is limited', [{ kind: 'answer', status: 429, headers: { 'Retry-After': '60' } }]],
    ] as const)('when the service %s', async (_name, faults) => {
      const url = await serve(verifier());
      const { token } = await service.token(assistantId);
      proxy.plan(...faults);

      const refused = await ask(url, token);

      expect(refused).toMatchObject({
        status: 503,
        body: { code: 'unavailable' },
        challenge: null,
      });
      expect(refused.headers.get('Retry-After')).toBe('1');
      expect(failures).toHaveLength(1);
      // Nothing of it is remembered.
      expect(await ask(url, token)).toMatchObject({ status: 200 });
    });

    it('when the service does not answer in time', async () => {
      const introspect = { baseUrl: proxy.url, token: asker, timeout: 50 };
      const url = await serve(verifier({ introspect }));
      const { token } = await service.token(assistantId);
      proxy.plan(
        { kind: 'cut', behind: '{', silently: true },
        { kind: 'cut', behind: '{', silently: true },
      );

      expect(await ask(url, token)).toMatchObject({ status: 503 });
    });

    it('when its own token is good no more', async () => {
      const introspect = { baseUrl: proxy.url, token: `i5t_${'b'.repeat(42)}` };
      const url = await serve(verifier({ introspect }));
      const { token } = await service.token(assistantId);

      expect(await ask(url, token)).toMatchObject({ status: 503 });
      expect(failures).toMatchObject([{ code: 'invalid_token' }]);
    });
  });

  describe('remembers', () => {
    it('an answer, so that many requests ask once', async () => {
      const url = await serve(verifier());
      const { token } = await service.token(assistantId);
      proxy.plan();

      await Promise.all(Array.from({ length: 20 }, () => ask(url, token)));
      await ask(url, token);

      expect(questions()).toBe(1);
    });

    it('that a token is not good for a second only', async () => {
      const url = await serve(verifier({ cacheSeconds: 60, negativeCacheSeconds: 60 }));
      const token = `i5t_${'c'.repeat(42)}`;
      await ask(url, token);

      now += 999;
      await ask(url, token);
      expect(questions()).toBe(1);
      now += 1;
      await ask(url, token);
      expect(questions()).toBe(2);
    });

    it('so many answers, and those of bad tokens drop no good one', async () => {
      const url = await serve(verifier({ cacheSize: 2 }));
      const tokens: string[] = [];
      for (let made = 0; made < 3; made++) tokens.push((await service.token(assistantId)).token);
      const [first = '', second = '', third = ''] = tokens;
      proxy.plan();
      for (const token of [first, second, first, third]) await ask(url, token);
      for (const letter of 'defgh') await ask(url, `i5t_${letter.repeat(42)}`);
      const before = questions();

      await ask(url, first);
      await ask(url, third);
      expect(questions()).toBe(before);
      await ask(url, second);
      expect(questions()).toBe(before + 1);
    });
  });

  it('asks each route for its own', async () => {
    const tokens = verifier();
    const app = express();
    const assistantOf = (request: Request) => request.params.id as string | undefined;
    app.get(
      '/assistants/:id',
      tokens.expressMiddleware<Request>({ assistantId: assistantOf }),
      (request, response) => {
        response.json(tokenOf(request));
      },
    );
    const url = await listening(createServer(app));
    const { id, token } = await service.token(assistantId);

    const { body, status } = await ask(`${url}/assistants/${assistantId}`, token);
    expect(status).toBe(200);
    expect(body).toMatchObject({ username: 'admin', tokenId: id, type: 'assistant', assistantId });
    expect(await ask(`${url}/assistants/admin:other`, token)).toMatchObject({ status: 403 });
  });

  it('lets in no token where the assistant is not told, not even one that is not limited', async () => {
    const { token } = await service.admin.tokens.create({ type: 'personal' });
    const presentation = { authorization: `Bearer ${token}`, method: 'GET' };
    const untold = () => undefined;

    for (const assistant of [untold, '']) {
      await expect(
        verifier().verify(presentation, { assistantId: assistant, allowUnlimited: true }),
      ).rejects.toMatchObject({ status: 403, code: 'insufficient_scope' });
    }
    await expect(
      verifier().verify(presentation, { assistantId, allowUnlimited: true }),
    ).resolves.toMatchObject({ type: 'personal' });
  });

  it('serves what is no middleware', async () => {
    const { token } = await service.token(assistantId);
    const presentation = { authorization: `bearer ${token}`, method: 'GET' };

    expect(await verifier().verify(presentation)).toMatchObject({ assistantId });
    await expect(
      verifier().verify(presentation, { assistantId: 'admin:other' }),
    ).rejects.toMatchObject({ status: 403, code: 'insufficient_scope' });
  });

  it('does not take a variable that is not set for no requirement', () => {
    const unset = undefined as unknown as string;

    expect(() => verifier({ assistantId: unset }).expressMiddleware()).toThrow('assistantId');
    expect(() => verifier().expressMiddleware({ scope: unset })).toThrow('scope');
    expect(() => verifyToken({})).toThrow('introspect');
    expect(() => verifier({ realm: 'a"b' })).toThrow('realm');
    const uuid = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';
    expect(() => verifier({ assistantId: uuid }).expressMiddleware()).toThrow('natural id');
  });

  it('has no token for a request that it has not let in', () => {
    expect(() => tokenOf({})).toThrow(TypeError);
    expect(new AssistantTokens({ baseUrl: proxy.url })).toBeDefined();
  });
});
