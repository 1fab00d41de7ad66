import { once } from 'node:events';
import { createServer, request as send } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const METADATA = '/.well-known/oauth-authorization-server';

/** Serves one service below a path, which it removes. It has nothing else: all other paths get 404. */
export class PathProxy {
  /** The URL of the service. */
  target = '';

  private constructor(
    private readonly server: Server,
    private readonly path: string,
  ) {
    server.on('request', (request, response) => {
      const url = this.targetOf(request.url ?? '');
      if (url === null) response.writeHead(404).end('The proxy has nothing here.');
      else this.pass(request, response, url);
    });
  }

  static async start(path: string): Promise<PathProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new PathProxy(server, path);
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private targetOf(url: string): string | null {
    // RFC 8414, section 3.1, puts the path of the issuer at the end.
    if (url === METADATA + this.path) return METADATA;
    return url.startsWith(`${this.path}/`) ? url.slice(this.path.length) : null;
  }

  private pass(request: IncomingMessage, response: ServerResponse, url: string): void {
    const { method } = request;
    // Without a setting, nginx too sends the host of the service.
    const headers = { ...request.headers, host: new URL(this.target).host };
    const passed = send(this.target + url, { method: method ?? '', headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    response.on('close', () => passed.destroy());
    request.pipe(passed);
  }
}
