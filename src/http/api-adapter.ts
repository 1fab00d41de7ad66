import { ExpressAdapter } from '@nestjs/platform-express';
import type { Application, RequestHandler, Response } from 'express';
import { interceptAnswer, withCuries } from '../hal/hal.interceptor.js';
import type { ExpressPrototypes } from './express-prototypes.js';
import { createExpressServer } from './express-server.js';
import { headersOf } from './headers-only.js';
import { inOneLayer } from './in-one-layer.js';
import { staticRoutes } from './static-routes.js';

interface Json {
  text: string;
  /** In bytes. */
  length: string;
}

/**
 * Express, as far as it goes. A request takes the short way: through what `useFirst` was given to
 * the route of its path; Express has those whose path has parameters and whatever is refused. What
 * a route returns is sent by Node itself: `response.json()` asks for settings, entity tags and
 * freshness that the API does not have. A frozen answer is serialised once.
 */
export class ApiAdapter extends ExpressAdapter {
  private readonly frozen = new WeakMap<object, Json>();
  private enter: RequestHandler = (_request, _response, next) => {
    next();
  };

  /**
   * Runs these on every request, before Express has it.
   * What they throw or call `next` with is answered by the error handlers of Express.
   */
  useFirst(...handlers: RequestHandler[]): void {
    this.enter = inOneLayer(...handlers, staticRoutes(this.express));
    this.use(passOnRefusal);
  }

  override initHttpServer(): void {
    const { express } = this;
    this.httpServer = createExpressServer(express, (request, response) => {
      request.res = response;
      request.originalUrl = request.url;
      void this.enter(request, response, (refusal?: unknown) => {
        request.refusal = refusal;
        express(request, response);
      });
    });
  }

  override reply(response: Response, body: unknown, status = response.statusCode): void {
    const only = headersOf(body);
    if (only !== undefined) {
      response.writeHead(status, only as string[]).end();
      return;
    }
    response.statusCode = status;
    const headers = interceptAnswer(response, body);
    if (body === undefined || body === null) {
      response.writeHead(status, headers).end();
      return;
    }
    const { text, length } = this.serialise(body);
    headers.push('Content-Length', length);
    response.writeHead(status, headers).end(text);
  }

  private get express(): Application & ExpressPrototypes {
    return this.getInstance<Application & ExpressPrototypes>();
  }

  private serialise(body: object): Json {
    const known = this.frozen.get(body);
    if (known !== undefined) return known;
    const text = JSON.stringify(withCuries(body));
    const json = { text, length: String(Buffer.byteLength(text)) };
    if (Object.isFrozen(body)) this.frozen.set(body, json);
    return json;
  }
}

const passOnRefusal: RequestHandler = (request, _response, next) => {
  next(request.refusal);
};
