import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

interface Forwarded {
  client: Socket;
  upstream: Socket;
  /** The `application_name` of the client. */
  greeting: string;
}

/**
 * Forwards connections to PostgreSQL. It can stop forwarding those of a client without closing them.
 * What a side sends is then lost.
 */
export class StallingProxy {
  private readonly connections = new Set<Forwarded>();
  private stalled: string | null = null;

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on('connection', (client) => {
      this.forward(client);
    });
  }

  static async start(databaseUrl: string): Promise<StallingProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new StallingProxy(server, new URL(databaseUrl));
  }

  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.toString();
  }

  /** Stops forwarding for this `application_name`, also for new connections. */
  stall(applicationName: string): void {
    this.stalled = applicationName;
  }

  resume(): void {
    this.stalled = null;
  }

  async close(): Promise<void> {
    this.server.close();
    for (const { client, upstream } of this.connections) {
      client.destroy();
      upstream.destroy();
    }
    await once(this.server, 'close');
  }

  private forward(client: Socket): void {
    const upstream = connect(Number(this.target.port || 5432), this.target.hostname);
    const connection: Forwarded = { client, upstream, greeting: '' };
    this.connections.add(connection);
    client.on('data', (data) => {
      connection.greeting ||= data.toString('latin1');
      if (!this.isStalled(connection)) upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (!this.isStalled(connection)) client.write(data);
    });
    const end = () => {
      client.destroy();
      upstream.destroy();
      this.connections.delete(connection);
    };
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
  }

  private isStalled({ greeting }: Forwarded): boolean {
    return this.stalled !== null && greeting.includes(this.stalled);
  }
}
