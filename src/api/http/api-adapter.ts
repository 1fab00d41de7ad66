import type { NestApplicationOptions } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { Application, RequestHandler, Response } from 'express';
import { answerTag } from '../conditional/answer-tag.js';
import type { TaggedText } from '../conditional/answer-tag.js';
import { isNotModified } from '../conditional/not-modified.js';
import { cachingHeaders, interceptAnswer, withCuries } from '../hal/hal.interceptor.js';
import { writeHeadForGateway } from './answer-head.js';
import type { ExpressPrototypes } from './express-prototypes.js';
import { createExpressServer } from './express-server.js';
import { isEventStream } from './event-stream.js';
import { headersOf } from './headers-only.js';
import { isHtmlPage, sendPage } from './html-page.js';
import { inOneLayer } from './in-one-layer.js';
import { sendEvents } from './send-events.js';
import { staticRoutes } from './static-routes.js';

const UNKNOWN_OPTIONS = ['httpsOptions', 'forceCloseConnections', 'return503OnClosing'] as const;
const NO_CONTENT = 204;
const NOT_MODIFIED = 304;

const passOnRefusal: RequestHandler = (request, _response, next) => {
  next(request.refusal);
};

interface Json extends TaggedText {
  /** In bytes. */
  length: string;
}

/**
 * Express, as far as it goes. A request takes the short way: through what `useFirst` was given to
 * the route of its path; Express has those whose path has parameters and whatever is refused. What
 * a route returns is sent by Node itself: `response.json()` asks for settings that the API does not
 * have, and tags what is not to be tagged. A frozen answer is serialised once.
 *
 * The hooks of Nest's adapter, `setOnRequestHook` and `setOnResponseHook`, are not run.
 */
export class ApiAdapter extends ExpressAdapter {
  private readonly frozen = new WeakMap<object, Json>();
  private enter: RequestHandler | undefined;

  constructor() {
    super();
    this.use(passOnRefusal);
  }

  /**
   * Runs these on every request, before Express has it.
   * What they throw or call `next` with is answered by the error handlers of Express.
   */
  useFirst(...handlers: RequestHandler[]): void {
    if (this.enter !== undefined) throw new Error('There are handlers to be used first already.');
    this.enter = inOneLayer(...handlers, staticRoutes(this.express, passOnRefusal));
  }

  override initHttpServer(options: NestApplicationOptions): void {
    const unknown = UNKNOWN_OPTIONS.filter((name) => options[name] !== undefined);
    if (unknown.length > 0) throw new Error(`This adapter does not know ${unknown.join(', ')}.`);
    const { express } = this;
    this.httpServer = createExpressServer(express, (request, response) => {
      const leave = (refusal?: unknown): void => {
        request.refusal = refusal;
        express(request, response);
      };
      request.res = response;
      request.originalUrl = request.url;
      if (this.enter === undefined) leave();
      else void this.enter(request, response, leave);
    });
  }

  override reply(response: Response, body: unknown, status = response.statusCode): void {
    const only = headersOf(body);
    if (only !== undefined) {
      if (isEventStream(body)) sendEvents(response, status, only, body);
      else if (isHtmlPage(body)) sendPage(response, status, only, body);
      else writeHeadForGateway(response, status, only).end();
      return;
    }
    response.statusCode = status;
    if (body === undefined || body === null) {
      const headers = interceptAnswer(response, body);
      if (status !== NO_CONTENT) headers.push('Content-Length', '0');
      response.writeHead(status, headers).end();
      return;
    }
    const json = this.serialise(body);
    const tag = answerTag(response, body, json);
    if (tag !== null && isNotModified(response.req, tag)) {
      response.writeHead(NOT_MODIFIED, [...cachingHeaders(response), 'ETag', tag]).end();
      return;
    }
    const headers = interceptAnswer(response, body);
    if (tag !== null) headers.push('ETag', tag);
    headers.push('Content-Length', json.length);
    response.writeHead(status, headers).end(json.text);
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
