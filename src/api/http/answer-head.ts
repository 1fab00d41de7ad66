import { ServerResponse } from 'node:http';
import type { ExpressPrototypes } from './express-prototypes.js';
import { newRequestId, requestIdOf } from './request-id.js';

/** Names and values in turn. */
export type HeaderList = readonly string[];

type WriteHead = (this: ServerResponse, status: number, ...rest: unknown[]) => ServerResponse;

const node = ServerResponse.prototype as { writeHead: WriteHead };

/**
 * Every answer carries these headers and the id of its request: they are added where Node writes the
 * head, whoever answers. One that was set on the response stays; a list must not have them again.
 */
export function addToEveryHead({ response }: ExpressPrototypes, ofEvery: HeaderList): void {
  const withMore: WriteHead = function (status, ...rest) {
    const id = requestIdOf(this.req) ?? newRequestId();
    const own = rest[0];
    if (isList(own) && this.getHeaderNames().length === 0) {
      return node.writeHead.call(this, status, ['X-Request-Id', id, ...ofEvery, ...own]);
    }
    setMissing(this, ['X-Request-Id', id, ...ofEvery]);
    return node.writeHead.call(this, status, ...rest);
  };
  Object.assign(response, { writeHead: withMore });
}

/** Without what only a browser would heed: for an answer that has no body and goes to a gateway. */
export function writeHeadForGateway(response: ServerResponse, status: number, own: HeaderList) {
  const id = requestIdOf(response.req) ?? newRequestId();
  return node.writeHead.call(response, status, ['X-Request-Id', id, ...own]);
}

function isList(headers: unknown): headers is HeaderList {
  return Array.isArray(headers);
}

function setMissing(response: ServerResponse, headers: HeaderList): void {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] as string;
    if (!response.hasHeader(name)) response.setHeader(name, headers[i + 1] as string);
  }
}
