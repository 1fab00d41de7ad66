import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  ApiError,
  AssistantTokens,
  AssistantTokensError,
  AuthenticationError,
  BudgetExhaustedError,
  ConflictError,
  ConnectionError,
  NotFoundError,
  PermissionError,
  PolicyViolationError,
  ValidationError,
} from 'assistant-tokens-client';
import { QUICK, Service } from './support/service.js';

describe('errors', () => {
  let service: Service;
  let assistantId: string;
  let token: string;
  let own: AssistantTokens;

  beforeAll(async () => {
    service = await Service.start();
    assistantId = await service.assistant('errors');
    ({ token } = await service.token(assistantId));
    own = service.as(token);
  });

  const errorOf = async (call: PromiseLike<unknown>): Promise<unknown> => {
    try {
      return await call;
    } catch (error) {
      return error;
    }
  };

  it('have the class, the status and the code of the refusal', async () => {
    const other = await service.assistant('other');
    const { admin } = service;
    const calls: [PromiseLike<unknown>, typeof ApiError, number, string][] = [
      [service.as('i5t_nothing').auth.session(), AuthenticationError, 401, 'invalid_token'],
      [
        new AssistantTokens({ baseUrl: service.baseUrl }).auth.session(),
        AuthenticationError,
        401,
        'credential_required',
      ],
      [own.assistants.retrieve(other), PermissionError, 403, 'insufficient_scope'],
      [admin.assistants.retrieve('admin:nothing'), NotFoundError, 404, 'not_found'],
      [admin.assistants.create({ slug: 'other', name: 'x' }), ConflictError, 409, 'slug_taken'],
    ];
    for (const [call, Class, status, code] of calls) {
      const error = await errorOf(call);
      expect(error).toBeInstanceOf(Class);
      expect(error).toBeInstanceOf(AssistantTokensError);
      expect(error).toMatchObject({ name: Class.name, status, code, afterLostAnswer: false });
      expect((error as ApiError).requestId).toMatch(/^[\w-]+$/);
    }
  });

  it('name each field that is wrong', async () => {
    const body = { type: 'assistant', assistantId, cidr: 'everywhere', restrict: 'cidr' } as const;
    const error = await errorOf(service.admin.tokens.create(body));

    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({
      code: 'validation_failed',
      details: [{ field: 'cidr', message: expect.any(String) }],
    });
  });

  it('name the budget that is used up, and when it begins again', async () => {
    const { id, token: asking } = await service.token(assistantId);
    const chats = service.as(asking).chats;
    const message = { role: 'user', content: 'Show me top deals' } as const;
    await chats.create({ message });
    const { resetsAt } = await service.admin.tokens.budget.save(id, {
      modelTokens: 1,
      period: 'week',
    });
    const streamed = async () => {
      for await (const event of chats.stream({ content: 'Show me top deals' }))
        expect(event).toBeUndefined();
    };

    for (const error of [await errorOf(chats.create({ message })), await errorOf(streamed())]) {
      expect(error).toBeInstanceOf(BudgetExhaustedError);
      expect(error).toMatchObject({
        name: 'BudgetExhaustedError',
        status: 402,
        code: 'budget_exhausted',
        layer: 'token',
        resetsAt,
      });
      expect(JSON.parse(JSON.stringify(error))).toMatchObject({ layer: 'token', resetsAt });
    }
  });

  it('name each rule of a policy that is broken', async () => {
    const { policies, tokens } = service.admin;
    await policies.instance.save({ expiryRequired: true });
    const error = await errorOf(tokens.create({ type: 'assistant', assistantId }));
    await policies.instance.save({});

    expect(error).toBeInstanceOf(PolicyViolationError);
    expect(error).toBeInstanceOf(ValidationError);
    const rules = (error as PolicyViolationError).details.map(({ rule }): string => rule);
    expect(rules).toEqual(['expiryRequired']);
    expect(error).toMatchObject({ status: 422, code: 'policy_violation' });
  });

  it('tell that a filter matches another number of tokens', async () => {
    const { bulk } = service.admin.tokens;
    const filter = { assistantId };
    const error = await errorOf(bulk.pause({ filter, expectedCount: 999 }));

    expect(error).toBeInstanceOf(ConflictError);
    expect(error).toMatchObject({ status: 409, code: 'count_changed', afterLostAnswer: false });
  });

  it('never show a credential, nor does the client', async () => {
    const { client: refused, error } = await refusedClient();
    const shown = [own, refused, error, new ConnectionError(`It was ${token}.`)].flatMap(
      (value) => [
        inspect(value, { depth: 20, showHidden: true }),
        JSON.stringify(value),
        String(value),
      ],
    );

    expect(shown.join('\n')).not.toMatch(/i5[stc]_[0-9A-Za-z]{42}|correct horse/);
    expect(JSON.stringify(error)).toContain('"code":"invalid_credentials"');
  });

  it('never show a credential that cannot be sent', async () => {
    for (const value of [`${token}\n${token}`, `${token}\0`, `${token}…`, '']) {
      const error = await errorOf(service.as(value).auth.session());

      expect(error).toBeInstanceOf(TypeError);
      expect(inspect(error)).toContain('The token is empty, or holds');
      expect(inspect(error)).not.toContain(token);
    }
  });

  async function refusedClient() {
    const login = { username: 'admin', password: 'correct horse, wrong battery' };
    const client = new AssistantTokens({ baseUrl: service.baseUrl, login });
    return { client, error: await errorOf(client.auth.session()) };
  }

  it.each([
    ['the value of a token as its id', (value: string) => own.tokens.retrieve(value)],
    [
      'the value of a token as that of an assistant',
      (value: string) => own.assistants.tokens(value),
    ],
  ])('refuse %s before it is in a URL', (_name, call) => {
    expect(() => call(token)).toThrow(TypeError);
    expect(() => call(token)).not.toThrow(token);
  });

  it.each(['', '.', '..'])('refuse %j as an id: it would be another path', (id) => {
    expect(() => own.tokens.revoke(id)).toThrow(TypeError);
  });

  it.each([
    ['a page of something else', 200, '<html>Log in to the network</html>', null],
    ['a redirect', 307, '', null],
    ['a failure of a proxy', 500, 'oops', null],
  ])('tell %s from an answer of the service', async (_name, status, body, code) => {
    const server = createServer((_request, response) => {
      response.writeHead(status, { Location: service.baseUrl }).end(body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const client = new AssistantTokens({ baseUrl: `http://127.0.0.1:${port}`, token });

    const error = await errorOf(client.auth.session({ maxRetries: 0 }));

    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status, code });
    server.close();
  });

  it('tell that a request never left, which is then sent again whatever it is', async () => {
    let attempts = 0;
    const counted: typeof fetch = (...request) => {
      attempts++;
      return fetch(...request);
    };
    const baseUrl = `http://127.0.0.1:${await closedPort()}`;
    const client = new AssistantTokens({ baseUrl, token, fetch: counted, retry: QUICK });

    const error = await errorOf(client.tokens.update('self', { notes: 'x' }));

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ neverSent: true });
    expect(attempts).toBe(4);
  });

  it.each(['ftp://tokens.example.com', 'https://user:secret@tokens.example.com', 'nonsense'])(
    'refuse the address %s',
    (baseUrl) => {
      expect(() => new AssistantTokens({ baseUrl })).toThrow(/URL|address/);
    },
  );
});

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
