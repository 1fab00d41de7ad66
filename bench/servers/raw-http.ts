import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunningServer } from '../processes/server-messages.js';

export interface RawOptions {
  kind: 'raw';
  headers: Record<string, string>;
  /** Written as JSON for each request; without it, an answer is its headers. */
  body?: object;
  /** Read the body of each request, and parse it as JSON. */
  parses?: boolean;
}

/** One answer to every request, by `node:http` alone. */
export async function startRawHttp(options: RawOptions): Promise<RunningServer> {
  const { headers, body, parses = false } = options;
  const server = createServer((request, response) => {
    const answer = () => {
      response.writeHead(200, headers);
      response.end(body && JSON.stringify(body));
    };
    if (parses) parseBody(request, answer);
    else answer();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function parseBody(request: IncomingMessage, parsed: (body: unknown) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    parsed(JSON.parse(Buffer.concat(chunks).toString()));
  });
}
