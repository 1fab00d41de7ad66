import { request as httpRequest } from 'node:http';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Injectable } from '@nestjs/common';
import { AddressResolver } from './address-resolver.js';
import { OutboundError, toOutboundError } from './outbound.errors.js';
import { addressIn, OutboundTargets } from './outbound-targets.js';

const MAX_HEADER_BYTES = 16 * 1_024;

interface OutboundRequest {
  url: string;
  headers: Record<string, string>;
  body: Buffer;
  /** From the first DNS look-up to the last byte that is read. */
  timeoutMs: number;
  /** Bytes of the response body to read; the rest is dropped. */
  maxAnswerBytes: number;
}

export interface OutboundAnswer {
  status: number;
  retryAfter: string | undefined;
  /** The beginning of the body. */
  body: Buffer;
}

/**
 * Sends requests to URLs that users chose. It connects only to public addresses over HTTPS, unless
 * the operator allows more. It checks each address when it connects, because DNS answers change. It
 * opens a connection per request and follows no redirects.
 */
@Injectable()
export class OutboundClient {
  constructor(
    private readonly targets: OutboundTargets,
    private readonly resolver: AddressResolver,
  ) {}

  /** @throws OutboundError */
  async post(outbound: OutboundRequest): Promise<OutboundAnswer> {
    const url = new URL(outbound.url);
    const literal = addressIn(url);
    if (literal !== null && !this.targets.mayConnect(url, literal)) {
      throw new OutboundError('address_not_allowed');
    }
    const deadline = AbortSignal.timeout(outbound.timeoutMs);
    try {
      return await this.exchange(url, outbound, deadline, this.lookupFor(url));
    } catch (error) {
      throw deadline.aborted ? new OutboundError('timeout') : toOutboundError(error);
    }
  }

  private exchange(
    url: URL,
    { headers, body, maxAnswerBytes }: OutboundRequest,
    signal: AbortSignal,
    lookup: LookupFunction,
  ): Promise<OutboundAnswer> {
    const options: RequestOptions = {
      method: 'POST',
      headers: { ...headers, 'Content-Length': body.length },
      agent: false,
      maxHeaderSize: MAX_HEADER_BYTES,
      lookup,
      signal,
    };
    return new Promise((resolve, reject) => {
      const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
      const sent = request(url, options, (response) => {
        readBeginning(response, maxAnswerBytes).then((beginning) => {
          sent.destroy();
          resolve({
            status: response.statusCode ?? 0,
            retryAfter: response.headers['retry-after'],
            body: beginning,
          });
        }, reject);
      });
      sent.on('error', reject);
      // Without a listener Node closes the connection of a 101 and emits neither response nor
      // error.
      sent.on('upgrade', (_response, socket) => {
        socket.destroy();
        reject(new OutboundError('invalid_response'));
      });
      sent.end(body);
    });
  }

  /** Returns checked addresses only, so that Node cannot connect to any other. */
  private lookupFor(url: URL): LookupFunction {
    return (hostname, options, callback) => {
      this.resolver.resolve(hostname, this.targets.namesHost(url)).then(
        (found) => {
          const reachable = found.filter(({ address }) => this.targets.mayConnect(url, address));
          const [first] = reachable;
          if (first === undefined) callback(new OutboundError('address_not_allowed'), '');
          else if (options.all) callback(null, reachable);
          else callback(null, first.address, first.family);
        },
        () => {
          callback(new OutboundError('name_not_resolved'), '');
        },
      );
    };
  }
}

async function readBeginning(response: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length >= limit) break;
  }
  return Buffer.concat(chunks).subarray(0, limit);
}
