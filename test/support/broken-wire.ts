import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { once } from 'node:events';

/** How the connection of the marked statement breaks. */
export type Fault =
  /** The statement never arrives. */
  | 'before'
  /** PostgreSQL runs the statement, and the response gets lost with the connection. */
  | 'after';

/** A proxy in front of PostgreSQL that breaks a connection on demand. */
export class BrokenWire {
  private fault: { kind: Fault; marker: string; first: string; broken: () => void } | null = null;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** @param databaseUrl the URL of PostgreSQL */
  static async to(databaseUrl: string): Promise<BrokenWire> {
    const { hostname, port } = new URL(databaseUrl);
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = new URL(databaseUrl);
    url.hostname = '127.0.0.1';
    url.port = String((server.address() as AddressInfo).port);
    const wire = new BrokenWire(server, url.toString());
    server.on('connection', (client) => {
      wire.join(client, connect(Number(port), hostname));
    });
    return wire;
  }

  /**
   * Resolves after a connection broke at a statement that contains the marker.
   *
   * @param first breaks only a connection that has sent this too, and none of a background job
   */
  breakAt(marker: string, kind: Fault, first = ''): Promise<void> {
    return new Promise((broken) => {
      this.fault = { kind, marker, first, broken };
    });
  }

  async close(): Promise<void> {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await once(this.server, 'close');
  }

  private join(client: Socket, postgres: Socket): void {
    let onAnswer: (() => void) | null = null;
    let sent = '';
    const cut = () => {
      client.destroy();
      postgres.destroy();
    };
    for (const socket of [client, postgres]) {
      this.sockets.add(socket);
      socket.on('error', cut);
      socket.on('close', cut);
    }
    client.on('data', (chunk: Buffer) => {
      sent += chunk.toString('latin1');
      const fault = this.takeFault(chunk, sent);
      if (fault?.kind === 'before') {
        cut();
        fault.broken();
        return;
      }
      if (fault !== null) {
        onAnswer = () => {
          cut();
          fault.broken();
        };
      }
      postgres.write(chunk);
    });
    postgres.on('data', (chunk: Buffer) => {
      if (onAnswer !== null) onAnswer();
      else client.write(chunk);
    });
  }

  /** @param sent what the connection has sent so far */
  private takeFault(chunk: Buffer, sent: string) {
    const { fault } = this;
    if (fault === null || !chunk.includes(fault.marker) || !sent.includes(fault.first)) return null;
    this.fault = null;
    return fault;
  }
}
