import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from './service-process.js';

export interface ReceivedEvent {
  headers: IncomingHttpHeaders;
  body: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json: any;
}

type Answer = (response: ServerResponse, event: ReceivedEvent) => void;

/** Receives webhooks on a free port. Returns 204 by default. */
export class WebhookReceiver {
  readonly received: ReceivedEvent[] = [];
  connections = 0;
  answer: Answer = (response) => response.writeHead(204).end();

  private constructor(private readonly server: Server) {
    server.on('connection', () => this.connections++);
    server.on('request', (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        const event = { headers: request.headers, body, json: JSON.parse(body) as unknown };
        this.received.push(event);
        this.answer(response, event);
      });
    });
  }

  static async start(port = 0): Promise<WebhookReceiver> {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    return new WebhookReceiver(server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`;
  }

  /** Waits for `count` requests. @returns them */
  async receives(count: number): Promise<ReceivedEvent[]> {
    await eventually(() => this.received.length >= count);
    return this.received.slice(0, count);
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}
