import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to one request. */
export type Fault =
  /** It never arrives. */
  | { kind: 'before' }
  /** It is served, and the answer is lost. */
  | { kind: 'after' }
  /** The proxy answers itself. */
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body?: string }
  /** The connection breaks when the answer has had this text; with `silently` it stays, without a word. */
  | { kind: 'cut'; behind: string; silently?: boolean };

export interface Seen {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Stands before the service, and does to requests what a network does. */
export class FlakyProxy {
  /** In the order in which they came. */
  readonly seen: Seen[] = [];
  private readonly faults: Fault[] = [];

  private constructor(
    private readonly server: Server,
    private readonly target: string,
  ) {
    server.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
      void this.pass(incoming, response);
    });
  }

  static async to(target: string): Promise<FlakyProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FlakyProxy(server, target);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** For the requests that come next, in this order; those after them are passed on. */
  plan(...faults: Fault[]): void {
    this.seen.length = 0;
    this.faults.splice(0, Infinity, ...faults);
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { method = '', url = '', headers } = incoming;
    this.seen.push({ method, url, headers, body: body.toString() });
    const fault = this.faults.shift();
    if (fault?.kind === 'before') {
      response.destroy();
    } else if (fault?.kind === 'answer') {
      response.writeHead(fault.status, fault.headers ?? {}).end(fault.body ?? '');
    } else {
      this.forward(incoming, body, response, fault);
    }
  }

  private forward(
    { method, url, headers }: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
    fault: Fault | undefined,
  ): void {
    const upstream = forward(`${this.target}${url ?? ''}`, { method, headers, agent: false });
    upstream.on('error', () => response.destroy());
    upstream.on('response', (answer) => {
      if (fault?.kind === 'after') {
        answer.resume().on('end', () => response.destroy());
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      let text = '';
      answer.on('data', (chunk: Buffer) => {
        const begun = text.length;
        text += chunk.toString();
        if (fault?.kind !== 'cut' || !text.includes(fault.behind)) {
          response.write(chunk);
          return;
        }
        const end = text.indexOf(fault.behind) + fault.behind.length;
        response.write(text.slice(begun, Math.max(begun, end)), () => {
          if (fault.silently !== true) response.destroy();
        });
      });
      answer.on('end', () => {
        if (!(fault?.kind === 'cut' && fault.silently === true)) response.end();
      });
      answer.on('error', () => response.destroy());
    });
    response.on('close', () => upstream.destroy());
    upstream.end(body);
  }
}
