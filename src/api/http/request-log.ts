import { Injectable } from '@nestjs/common';
import { pinoHttp } from 'pino-http';
import type { Logger } from 'pino';
import type { Request, RequestHandler, Response } from 'express';
import type { Principal } from '../../admission/principal.js';
import { RootLog } from '../../platform/logging/root-log.js';
import type { CompletedRequest } from './request-completion.js';
import { newRequestId, requestIdOf } from './request-id.js';
import { routeOf } from './request-route.js';

const MESSAGE = 'request';

/**
 * One line a request, written by pino-http. Of a request it holds what `describe` lists: no header,
 * no query and no body.
 */
@Injectable()
export class RequestLog {
  private readonly logger: Logger;
  /** Also gives each request its id, whatever the client sends, and the answer its `X-Request-Id`. */
  readonly middleware: RequestHandler;

  constructor({ logger }: RootLog) {
    this.logger = logger;
    this.middleware = pinoHttp<Request, Response>({
      logger,
      genReqId: (_request, response) => {
        const id = newRequestId();
        response.setHeader('X-Request-Id', id);
        return id;
      },
      // pino-http would log all of a request and its answer.
      wrapSerializers: false,
      redact: { paths: ['req', 'res'], remove: true },
      quietResLogger: true,
      customLogLevel: (_request, { statusCode }) => levelFor(statusCode),
      customSuccessObject: (request, response, { responseTime }) =>
        lineOf(request, response, responseTime),
      customErrorObject: (request, response, _error, { responseTime }) =>
        lineOf(request, response, responseTime),
      customSuccessMessage: () => MESSAGE,
      customErrorMessage: () => MESSAGE,
    });
  }

  /** For a request that was answered without Express. */
  write(request: CompletedRequest): void {
    this.logger[levelFor(request.statusCode)](describe(request), MESSAGE);
  }
}

function levelFor(statusCode: number): 'error' | 'info' {
  return statusCode >= 500 ? 'error' : 'info';
}

function lineOf(request: Request, response: Response, durationMs: number): object {
  return describe({
    requestId: requestIdOf(request) ?? '',
    method: request.method,
    route: routeOf(request),
    statusCode: response.statusCode,
    principal: request.principal,
    durationMs,
  });
}

function describe({
  requestId,
  method,
  route,
  statusCode,
  principal,
  durationMs,
}: CompletedRequest) {
  return {
    requestId,
    method,
    route,
    status: statusCode,
    principal: principal === undefined ? null : describePrincipal(principal),
    durationMs: Math.round(durationMs),
  };
}

function describePrincipal({ username, kind, credentialId }: Principal) {
  return { username, kind, credentialId };
}
