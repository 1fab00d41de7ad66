import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ApiError,
  AssistantTokens,
  ConflictError,
  ConnectionError,
  LostValueError,
  RateLimitError,
  TimeoutError,
} from 'assistant-tokens-client';
import { FlakyProxy } from './support/flaky-proxy.js';
import { QUICK, Service } from './support/service.js';

const REFUSED_ONCE = { kind: 'answer', status: 503, body: '{"code":"unavailable"}' } as const;

describe('retries', () => {
  let service: Service;
  let proxy: FlakyProxy;
  let session: string;
  let assistantId: string;
  /** With a session, through the proxy. */
  let client: AssistantTokens;

  beforeAll(async () => {
    service = await Service.start();
    proxy = await FlakyProxy.to(service.baseUrl);
    session = await service.process.logIn();
    assistantId = await service.assistant('retries');
    client = through(session);
  });
  afterAll(() => proxy.close());
  beforeEach(() => {
    proxy.plan();
  });

  function through(token: string, retry = {}): AssistantTokens {
    return new AssistantTokens({ baseUrl: proxy.url, token, retry: { ...QUICK, ...retry } });
  }

  async function tokensNamed(notes: string): Promise<string[]> {
    const tokens = service.admin.tokens.list({ assistantId, limit: 200 });
    const named: string[] = [];
    for await (const token of tokens) if (token.notes === notes) named.push(token.id);
    return named;
  }

  const requests = () => proxy.seen.map(({ method, url }) => `${method} ${url}`);

  describe('what may come to something else when it is sent twice', () => {
    it('is not sent again after a lost answer: a change', async () => {
      const { id } = await service.token(assistantId);
      proxy.plan({ kind: 'after' });

      await expect(client.tokens.update(id, { notes: 'new' })).rejects.toThrow(ConnectionError);
      expect(proxy.seen).toHaveLength(1);
    });

    it('is not sent again after a lost answer: a rotation that names no version', async () => {
      const { id } = await service.token(assistantId);
      proxy.plan({ kind: 'after' });

      await expect(client.tokens.rotate(id)).rejects.toThrow(ConnectionError);
      expect(proxy.seen).toHaveLength(1);
    });

    it('is not sent again when the secret that it is sent with may be retired', async () => {
      const { id, token } = await service.token(assistantId, { onReuse: 'revoke' });
      proxy.plan({ kind: 'after' });

      const rotation = through(token).tokens.rotate('self', { secretVersion: 1 });

      await expect(rotation).rejects.toThrow(ConnectionError);
      expect(proxy.seen).toHaveLength(1);
      expect(await service.admin.tokens.retrieve(id)).toMatchObject({
        status: 'active',
        reusedAt: null,
      });
    });

    it('is sent again when the service had not begun with it', async () => {
      const { id } = await service.token(assistantId);
      proxy.plan({ kind: 'answer', status: 429, headers: { 'Retry-After': '0' } });

      expect(await client.tokens.update(id, { notes: 'later' })).toMatchObject({ notes: 'later' });
      expect(proxy.seen).toHaveLength(2);
    });

    it('is not sent again when the service may have begun with it', async () => {
      const { id } = await service.token(assistantId);
      proxy.plan(REFUSED_ONCE);

      await expect(client.tokens.update(id, { notes: 'x' })).rejects.toMatchObject({ status: 503 });
      expect(proxy.seen).toHaveLength(1);
    });
  });

  it('gives up after so many attempts', async () => {
    proxy.plan(...Array<{ kind: 'before' }>(9).fill({ kind: 'before' }));

    await expect(client.auth.session()).rejects.toThrow(ConnectionError);
    expect(proxy.seen).toHaveLength(4);
  });

  it('does not try again when it is told not to', async () => {
    proxy.plan({ kind: 'before' });

    await expect(client.auth.session({ maxRetries: 0 })).rejects.toThrow(ConnectionError);
    expect(proxy.seen).toHaveLength(1);
  });

  it('does not wait for longer than it may: a RateLimitError tells for how long', async () => {
    proxy.plan({ kind: 'answer', status: 429, headers: { 'Retry-After': '61' } });

    const refused = await client.auth.session().catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(RateLimitError);
    expect(refused).toMatchObject({ retryAfter: 61, status: 429 });
    expect(proxy.seen).toHaveLength(1);
  });

  it('does not take a refusal of the service for one that passes', async () => {
    proxy.plan({ kind: 'answer', status: 502, body: '{"code":"model_failed"}' });

    await expect(client.auth.session()).rejects.toThrow(ApiError);
    expect(proxy.seen).toHaveLength(1);
  });

  it.each([
    ['a request that was lost', { kind: 'before' } as const],
    ['an answer that was lost', { kind: 'after' } as const],
    ['an answer that broke off', { kind: 'cut', behind: '"username"' } as const],
    ['503 of the service', REFUSED_ONCE],
    ['502 of a proxy', { kind: 'answer', status: 502, body: '<html>' } as const],
    ['504 of a proxy', { kind: 'answer', status: 504 } as const],
  ])('reads again after %s', async (_name, fault) => {
    proxy.plan(fault, fault);

    expect(await client.auth.session()).toMatchObject({ username: 'admin' });
    expect(proxy.seen).toHaveLength(3);
  });

  it('takes what is gone after a lost answer for deleted', async () => {
    const { id } = await service.admin.assistants.create({ slug: 'gone', name: 'Gone' });
    proxy.plan({ kind: 'after' });

    await client.assistants.delete(id);

    expect(requests()).toEqual(Array(2).fill(`DELETE /api/assistants/${id}`));
    await expect(client.assistants.delete(id)).rejects.toMatchObject({ code: 'not_found' });
  });

  describe('making a token', () => {
    it.each([
      ['request', { kind: 'before' } as const],
      ['answer', { kind: 'after' } as const],
    ])('makes one, with a value that is good, whatever %ss are lost', async (name, fault) => {
      const notes = `lost ${name}`;
      proxy.plan(fault, fault);

      const { id, token } = await client.tokens.create({ type: 'assistant', assistantId, notes });

      expect(await tokensNamed(notes)).toEqual([id]);
      expect(await service.as(token).auth.session()).toMatchObject({ tokenId: id, assistantId });
      const attempts = proxy.seen.filter(({ url }) => url === '/api/tokens');
      const keys = new Set(attempts.map(({ headers }) => headers['idempotency-key']));
      expect([attempts.length, keys.size]).toEqual([3, 1]);
    });

    it('has a new key for each call', async () => {
      for (const notes of ['one', 'another']) {
        await client.tokens.create({ type: 'assistant', assistantId, notes });
      }

      const keys = new Set(proxy.seen.map(({ headers }) => headers['idempotency-key']));
      expect(keys.size).toBe(2);
    });

    it('leaves a value alone that another run of the program may have', async () => {
      const options = { idempotencyKey: 'order-17' };
      const body = { type: 'assistant', assistantId, notes: 'keyed' } as const;
      proxy.plan({ kind: 'after' });

      const created = await client.tokens.create(body, options);

      expect(created.token).toMatch(/…$/);
      expect(created.notice).toBeDefined();
      expect(await tokensNamed('keyed')).toEqual([created.id]);
      const { secrets } = (await service.admin.tokens.retrieve(created.id)) as never as {
        secrets: { version: number }[];
      };
      expect(secrets.map(({ version }) => version)).toEqual([1]);
    });

    it('tells which token has a value that nobody knows, when it cannot be renewed', async () => {
      proxy.plan(
        { kind: 'after' },
        { kind: 'cut', behind: 'no such text' },
        { kind: 'answer', status: 403, body: '{"code":"forbidden","message":"No."}' },
      );

      const body = { type: 'assistant', assistantId, notes: 'lost for good' } as const;
      const lost = await client.tokens.create(body).catch((error: unknown) => error);

      expect(lost).toBeInstanceOf(LostValueError);
      expect(await tokensNamed('lost for good')).toEqual([(lost as LostValueError).resourceId]);
    });
  });

  it('derives one child that is good, when an answer is lost', async () => {
    const { id, token } = await service.token(assistantId);
    proxy.plan({ kind: 'after' });

    const child = await through(token).tokens.derive({ label: 'phone' });

    const children = await service.admin.tokens.children(id, { status: 'active' }).toArray({
      limit: 9,
    });
    expect(children.map((one) => one.id)).toEqual([child.id]);
    expect(await service.as(child.token).auth.session()).toMatchObject({ type: 'child' });
  });

  it('makes one webhook with a secret, when an answer is lost', async () => {
    const body = { url: 'https://hooks.example.com/', events: ['token.created' as const] };
    proxy.plan({ kind: 'after' });

    const { id, secret } = await client.webhooks.create(assistantId, body);

    expect(secret).toMatch(/^whsec_.{44}$/);
    const webhooks = await service.admin.webhooks.list(assistantId).toArray({ limit: 9 });
    expect(webhooks.map((webhook) => webhook.id)).toEqual([id]);
  });

  describe('a rotation that names the version', () => {
    it('rotates once, when the request is lost', async () => {
      const { id } = await service.token(assistantId);
      proxy.plan({ kind: 'before' });

      const { token, secrets } = await client.tokens.rotate(id, { secretVersion: 1 });

      expect(secrets.map(({ version }) => version).sort()).toEqual([1, 2]);
      expect(await service.as(token).auth.session()).toMatchObject({ tokenId: id });
    });

    it('rotates once, and tells that the value is lost, when the answer is', async () => {
      const { id } = await service.token(assistantId);
      proxy.plan({ kind: 'after' });

      const lost = await client.tokens
        .rotate(id, { secretVersion: 1 })
        .catch((error: unknown) => error);

      expect(lost).toBeInstanceOf(ConflictError);
      expect(lost).toMatchObject({ code: 'version_conflict', afterLostAnswer: true });
      const { token } = await client.tokens.rotate(id, { secretVersion: 2 });
      expect(await service.as(token).auth.session()).toMatchObject({ tokenId: id });
    });

    it('of the token of this client is sent again while its own secret is good', async () => {
      const { id, token } = await service.token(assistantId, { onReuse: 'revoke' });
      const own = through(token);
      proxy.plan({ kind: 'after' });
      const overlap = { overlapSeconds: 300 };

      const lost = own.tokens.rotate('self', { ...overlap, secretVersion: 1 });

      await expect(lost).rejects.toMatchObject({ afterLostAnswer: true });
      const rotated = await own.tokens.rotate('self', {
        ...overlap,
        secretVersion: 2,
        force: true,
      });
      expect(await service.as(rotated.token).auth.session()).toMatchObject({ tokenId: id });
    });
  });

  it('asks a question once, when the answer is lost', async () => {
    const { token } = await service.token(assistantId);
    const own = through(token);
    proxy.plan({ kind: 'after' });

    const { answer } = await own.chats.ask({ content: 'Show me top deals' });

    expect(answer).toMatchObject({ role: 'assistant', status: 'complete' });
    expect((await own.chats.list()).total).toBe(1);
  });

  describe('ends', () => {
    it('when an attempt takes too long', async () => {
      proxy.plan({ kind: 'cut', behind: '{', silently: true });

      const late = await client.auth
        .session({ timeout: 50, maxRetries: 0 })
        .catch((error: unknown) => error);

      expect(late).toBeInstanceOf(TimeoutError);
    });

    it('when the caller has had enough, with the reason of the caller', async () => {
      const controller = new AbortController();
      proxy.plan({ kind: 'cut', behind: '{', silently: true });
      const session = client.auth.session({ signal: controller.signal });
      const reason = new Error('enough');
      controller.abort(reason);

      await expect(session).rejects.toBe(reason);
    });

    it('a wait between two attempts too', async () => {
      const controller = new AbortController();
      proxy.plan({ kind: 'answer', status: 503, headers: { 'Retry-After': '30' } });
      const session = client.auth.session({ signal: controller.signal });
      while (proxy.seen.length === 0) await new Promise(setImmediate);
      controller.abort();

      await expect(session).rejects.toMatchObject({ name: 'AbortError' });
    });
  });
});
