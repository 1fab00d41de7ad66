import 'reflect-metadata';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { Controller, Get, HttpException, Module, Req, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tokenOf, verifyToken } from 'assistant-tokens-client/verify';
import type { TokenMiddleware } from 'assistant-tokens-client/verify';
import express from 'express';
import fastify from 'fastify';
import { FlakyProxy } from './support/flaky-proxy.js';
import { ask, closeServers, listening } from './support/listening.js';
import { Service } from './support/service.js';

const CHALLENGE = 'Bearer realm="orders", error="invalid_token"';

interface Served {
  url: string;
  close: () => Promise<unknown>;
}

/** The same little service in each framework. */
const FRAMEWORKS: Record<string, (tokens: TokenMiddleware) => Promise<Served>> = {
  Express: async (tokens) => {
    const app = express();
    app.get('/', tokens.expressMiddleware(), (request, response) => {
      response.json(tokenOf(request));
    });
    return { url: await listening(createServer(app)), close: closeServers };
  },

  Fastify: async (tokens) => {
    const app = fastify();
    app.get('/', { preHandler: tokens.fastifyHook() }, (request) => tokenOf(request));
    return { url: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() };
  },

  Nest: async (tokens) => {
    const guard = tokens.nestGuard(({ body, status }) => new HttpException(body, status));

    @Controller()
    @UseGuards(guard)
    class TokenController {
      @Get()
      show(@Req() request: object) {
        return tokenOf(request);
      }
    }

    @Module({ controllers: [TokenController] })
    class AppModule {}

    const app = await NestFactory.create(AppModule, { logger: false });
    await app.listen(0, '127.0.0.1');
    return { url: await app.getUrl(), close: () => app.close() };
  },

  'a fetch handler': async (tokens) => {
    const handler = tokens.withToken((_request, token, greeting: string) =>
      Response.json({ ...token, greeting }),
    );
    const server = createServer((incoming, outgoing) => {
      const headers = incoming.headers as Record<string, string>;
      const request = new Request(`http://localhost${incoming.url ?? ''}`, { headers });
      void handler(request, 'hello').then(async (response) => {
        outgoing.writeHead(response.status, Object.fromEntries(response.headers));
        Readable.from([Buffer.from(await response.arrayBuffer())]).pipe(outgoing);
      });
    });
    return { url: await listening(server), close: closeServers };
  },
};

describe('verified tokens', () => {
  let service: Service;
  let proxy: FlakyProxy;
  let assistantId: string;
  let other: string;
  let asker: string;

  beforeAll(async () => {
    service = await Service.start();
    proxy = await FlakyProxy.to(service.baseUrl);
    assistantId = await service.assistant('adapters');
    other = await service.assistant('other');
    asker = await service.asker();
  });
  afterAll(() => proxy.close());

  describe.each(Object.entries(FRAMEWORKS))('in %s', (_name, serve) => {
    let served: Served;

    beforeAll(async () => {
      const introspect = { baseUrl: proxy.url, token: asker };
      served = await serve(verifyToken({ introspect, assistantId, realm: 'orders' }));
    });
    afterAll(() => served.close());

    it('answers who has no token with a challenge', async () => {
      const { status, challenge, body, headers } = await ask(served.url);

      expect({ status, challenge }).toEqual({ status: 401, challenge: 'Bearer realm="orders"' });
      expect(body).toMatchObject({ statusCode: 401, code: 'credential_required' });
      expect(headers.get('Cache-Control')).toBe('no-store');
      expect(headers.get('Content-Type')).toMatch(/^application\/json/);
    });

    it('refuses a bad token, and one of another assistant', async () => {
      const bad = `i5t_${'a'.repeat(42)}`;
      expect(await ask(served.url, bad)).toMatchObject({ status: 401, challenge: CHALLENGE });

      const { token } = await service.token(other);
      expect(await ask(served.url, token)).toMatchObject({
        status: 403,
        challenge: 'Bearer realm="orders", error="insufficient_scope"',
        body: { code: 'insufficient_scope' },
      });
    });

    it('gives the handler what is known of a good one', async () => {
      const { id, token } = await service.token(assistantId);

      expect(await ask(served.url, token)).toMatchObject({
        status: 200,
        body: { tokenId: id, assistantId, username: 'admin', readOnly: false },
      });
    });

    it('lets nobody in when the service is gone', async () => {
      const { token } = await service.token(assistantId);
      proxy.plan({ kind: 'before' }, { kind: 'before' });

      const { status, body, headers } = await ask(served.url, token);

      expect({ status, code: body.code }).toEqual({ status: 503, code: 'unavailable' });
      expect(headers.get('Retry-After')).toBe('1');
    });
  });
});
