import { once } from 'node:events';
import { createServer, request as sendRequest } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A proxy that adds fields to responses, as a later version of the service may. */
export class LaterVersion {
  private constructor(private readonly server: Server) {}

  static async start(target: string): Promise<LaterVersion> {
    const server = createServer((request, response) => {
      const { url = '', method, headers } = request;
      const forwarded = sendRequest(target + url, { method, headers }, (answer) => {
        void sendMore(answer, response);
      });
      forwarded.on('error', () => response.destroy());
      request.pipe(forwarded);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new LaterVersion(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

async function sendMore(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(answer);
  const headers = { ...answer.headers, 'x-later': 'yes' };
  delete headers['content-length'];
  response.writeHead(answer.statusCode ?? 502, headers);
  response.end(body === '' ? undefined : JSON.stringify(withMore(JSON.parse(body))));
}

/** Adds a field to every object, and a link to every object with links. */
function withMore(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withMore);
  if (typeof node !== 'object' || node === null) return node;
  const fields = Object.entries(node).map(([name, value]) => [
    name,
    name === '_links' ? { ...value, 'inf:later': { href: '/api/later' } } : withMore(value),
  ]);
  return { ...Object.fromEntries(fields), later: 'yes' };
}
