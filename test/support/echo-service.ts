import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that reached the service behind a gateway. */
export interface ReceivedRequest {
  method: string;
  url: string;
  /** The raw headers: every name as it was sent, with every value. */
  headers: [name: string, value: string][];
  body: string;
}

/** A service behind a gateway. It records requests and returns 200 or a chosen status. */
export class EchoService {
  readonly received: ReceivedRequest[] = [];
  status = 200;

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      void readBody(request).then((body) => {
        const { method = '', url = '', rawHeaders } = request;
        this.received.push({ method, url, headers: pairsOf(rawHeaders), body });
        response.writeHead(this.status).end('from the service behind');
      });
    });
  }

  static async start(): Promise<EchoService> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new EchoService(server);
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function pairsOf(rawHeaders: string[]): [string, string][] {
  return Array.from({ length: rawHeaders.length / 2 }, (_, i) => [
    rawHeaders[2 * i] ?? '',
    rawHeaders[2 * i + 1] ?? '',
  ]);
}
