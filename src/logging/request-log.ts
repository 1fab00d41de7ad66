import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { pinoHttp } from 'pino-http';
import type { HttpLogger } from 'pino-http';
import type { Principal } from '../auth/principal.js';
import { RootLog } from './root-log.js';

/** One line a request; of a request only what is listed here, so no header, query or body. */
@Injectable()
export class RequestLog {
  readonly middleware: HttpLogger;

  constructor({ logger }: RootLog) {
    this.middleware = pinoHttp({
      logger,
      genReqId: newRequestId,
      quietReqLogger: true,
      quietResLogger: true,
      customAttributeKeys: { responseTime: 'durationMs', reqId: 'requestId' },
      customProps: describeRequest,
      customLogLevel: (_request, { statusCode }) => (statusCode >= 500 ? 'error' : 'info'),
      customSuccessMessage: () => 'request',
      customErrorMessage: () => 'request',
      customErrorObject: (_request, _response, _error, line: object) => ({
        ...line,
        err: undefined,
      }),
      serializers: { req: omit, res: omit },
      wrapSerializers: false,
    });
  }
}

function newRequestId(_request: IncomingMessage, response: ServerResponse): string {
  const id = randomUUID();
  response.setHeader('X-Request-Id', id);
  return id;
}

function omit(): undefined {
  return undefined;
}

type RoutedRequest = Omit<Request, 'route'> & { route?: { path: string } };

/** Nest's own route for whatever no other one took. */
const UNROUTED = '*path';

function describeRequest(request: IncomingMessage, response: ServerResponse) {
  const { method, route, principal } = request as RoutedRequest;
  return {
    method,
    route: route === undefined || route.path === UNROUTED ? null : route.path,
    status: response.statusCode,
    principal: principal ? describePrincipal(principal) : null,
  };
}

function describePrincipal({ username, kind, credentialId }: Principal) {
  return { username, kind, credentialId };
}
