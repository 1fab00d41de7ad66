import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HelmetOptions } from 'helmet';
import type { Params } from 'nestjs-pino';
import { pino } from 'pino';

/** The security headers of the service's own answers. */
export const HELMET_OPTIONS: HelmetOptions = {
  strictTransportSecurity: false,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
  },
  xFrameOptions: { action: 'deny' },
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
};

const LOG_BATCH_BYTES = 4_096;

/** One line for each request, with an id that the client is told; lines are written many at once. */
export function logParams(): Params {
  return {
    pinoHttp: [
      {
        base: null,
        genReqId: (_request: IncomingMessage, response: ServerResponse) => {
          const id = randomUUID();
          response.setHeader('X-Request-Id', id);
          return id;
        },
        serializers: {
          req: ({ id, method, url }: { id: string; method: string; url: string }) => ({
            id,
            method,
            url,
          }),
          res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
        },
      },
      pino.destination({ dest: 1, minLength: LOG_BATCH_BYTES, sync: false }),
    ],
  };
}
