import { Injectable } from '@nestjs/common';
import { pinoHttp } from 'pino-http';
import type { Request, RequestHandler, Response } from 'express';
import type { Principal } from '../../admission/principal.js';
import { RootLog } from '../../platform/logging/root-log.js';
import { newRequestId } from './request-id.js';
import { routeOf } from './request-route.js';

const MESSAGE = 'request';

/** From pino-http, in milliseconds. */
interface Timed {
  responseTime: number;
}

/**
 * Writes one line per request with pino-http. The line has only the members in `lineOf`: no
 * headers, no query and no body.
 */
@Injectable()
export class RequestLog {
  /** Also assigns the request id, whatever the client sends, and sets `X-Request-Id`. */
  readonly middleware: RequestHandler;

  constructor({ logger }: RootLog) {
    this.middleware = pinoHttp<Request, Response>({
      logger,
      genReqId: (_request, response) => {
        const id = newRequestId();
        response.setHeader('X-Request-Id', id);
        return id;
      },
      // Keeps pino-http from logging the whole request and response.
      wrapSerializers: false,
      redact: { paths: ['req', 'res'], remove: true },
      quietResLogger: true,
      customLogLevel: (_request, { statusCode }) => levelFor(statusCode),
      customSuccessObject: (request, response, { responseTime }: Timed) =>
        lineOf(request, response, responseTime),
      customErrorObject: (request, response, _error, { responseTime }: Timed) =>
        lineOf(request, response, responseTime),
      customSuccessMessage: () => MESSAGE,
      customErrorMessage: () => MESSAGE,
    });
  }
}

function levelFor(statusCode: number): 'error' | 'info' {
  return statusCode >= 500 ? 'error' : 'info';
}

function lineOf(request: Request, response: Response, responseTime: number): object {
  return {
    requestId: request.id,
    method: request.method,
    route: routeOf(request),
    status: response.statusCode,
    principal: request.principal === undefined ? null : describe(request.principal),
    durationMs: responseTime,
  };
}

function describe({ username, kind, credentialId }: Principal) {
  return { username, kind, credentialId };
}
