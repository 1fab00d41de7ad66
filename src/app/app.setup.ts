import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { RequestMethod } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { credentialPlacement } from '../admission/authentication/credential-placement.middleware.js';
import { forwardedRequest } from '../admission/network/forwarded-request.js';
import { trustedProxies } from '../admission/network/trusted-proxies.js';
import { RequestCompletion } from '../api/http/request-completion.js';
import { requestBody } from '../api/http/request-body.middleware.js';
import { RequestLog } from '../api/http/request-log.js';
import { replaceMalformedTarget, requestHeaders } from '../api/http/request-headers.middleware.js';
import { securityHeaders } from '../api/http/security-headers.js';
import { PipelinedRequests } from '../api/http/pipelined-requests.js';
import { UnreadResponses } from '../api/http/unread-responses.js';
import { answerUnreadable } from '../api/http/unreadable-request.js';
import { ROUTE_PREFIX, UNPREFIXED } from '../api/http/route-prefix.js';
import { Config } from '../platform/config/config.js';
import { CrossOrigin } from '../api/cors/cross-origin.js';
import { VerificationLane } from '../verification/lane/verification-lane.js';
import { serveDocument } from '../api/openapi/serve-document.js';

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_TIMEOUT_MS = 65_000;

/**
 * Configures a new application. The service and the tests use it, so that both run the same one.
 */
export function setUpApp(app: NestExpressApplication): void {
  const config = app.get(Config);
  app.set('trust proxy', trustedProxies(config.trustProxy));
  app.set('query parser', 'simple');
  app.disable('etag');
  app.disable('x-powered-by');
  app.use(
    app.get(RequestLog).middleware,
    app.get(RequestCompletion).middleware,
    securityHeaders(config),
    app.get(CrossOrigin).middleware,
    requestHeaders,
    forwardedRequest,
    requestBody,
    credentialPlacement,
  );
  setRoutePrefix(app);
  serveDocument(app);
  const server = app.getHttpServer();
  server.prependListener('request', replaceMalformedTarget);
  if (config.verificationLane === 'on') app.get(VerificationLane).attach(server);
  server.on('clientError', answerUnreadable);
  server.on('checkExpectation', ignoreExpectation);
  Object.assign(server, { requireHostHeader: false });
  // Node would pass on the first 2,000 lines only. The limit of 16 KiB for all headers stays.
  server.maxHeadersCount = 0;
  server.on('connection', rememberAddress);
  app.get(UnreadResponses).attach(server);
  app.get(PipelinedRequests).attach(server);
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
}

/** Ignores unknown expectations, as RFC 9110, section 10.1.1, allows. */
function ignoreExpectation(this: Server, request: IncomingMessage, response: ServerResponse): void {
  this.emit('request', request, response);
}

/** Node no longer knows the address of a closed connection, unless it was read before. */
function rememberAddress({ remoteAddress }: Socket): string | undefined {
  return remoteAddress;
}

export function setRoutePrefix(app: INestApplication): void {
  app.setGlobalPrefix(ROUTE_PREFIX, {
    exclude: UNPREFIXED.map((first) => ({
      path: `${first}/{*rest}`,
      method: RequestMethod.ALL,
    })),
  });
}
