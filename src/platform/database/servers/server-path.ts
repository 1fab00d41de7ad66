import { Client } from 'pg';
import type { ClientConfig } from 'pg';
import { hostUrls } from './host-urls.js';
import { LedSocket } from './led-socket.js';
import { clientThrough, PrimaryClient } from './primary-client.js';
import type { ConnectionGate } from './primary-client.js';
import type { ServerAddress } from './server-address.js';
import type { ServerIdentity, ServerState } from './server-state.js';
import { SharedClient } from './shared-client.js';
import { withinGrace } from './within-grace.js';

const LOOK_TIMEOUT_MS = 1_000;
/** How much later than the primary another host may answer before a look ends without it. */
const GRACE_MS = 300;

/** Judges the servers that connections reach. */
export interface ServerJudge {
  /** @throws NotPrimaryError if the connection must not be used */
  accept(client: Client, state: ServerState, address: ServerAddress): ServerIdentity;
}

interface PathOptions {
  /**
   * Whether a pooler on the path may use another connection to PostgreSQL for each transaction. Then
   * nothing may depend on the session.
   */
  isShared: boolean;
}

/** A way to the primary: the hosts of one URL. */
export class ServerPath implements ConnectionGate {
  /** The URL with the first host, for libraries that parse it. A connection may use another host. */
  readonly url: string;
  private readonly addresses: readonly ServerAddress[];
  private readonly sockets = new Set<LedSocket>();
  private readonly Client: typeof PrimaryClient;
  /** Null while it must be found out. */
  private address: ServerAddress | null = null;
  private searching: Promise<void> | null = null;

  constructor(
    private readonly judge: ServerJudge,
    url: string,
    { isShared }: PathOptions,
  ) {
    const urls = hostUrls(url);
    this.url = urls[0];
    this.addresses = urls.map((connectionString) => {
      const { host, port } = new Client({ connectionString });
      return { host, port };
    });
    this.Client = isShared ? SharedClient : PrimaryClient;
  }

  newClient(config: Omit<ClientConfig, 'connectionString'>): PrimaryClient {
    return new this.Client(this, { ...config, connectionString: this.url });
  }

  /** Options for a library that makes pools and connections of its own. */
  get libraryOptions() {
    return {
      connectionString: this.url,
      /** Used by pools. */
      Client: clientThrough(this, this.Client),
      /** Used by connections outside of pools. They prove nothing, so they may only listen. */
      stream: () => this.newSocket(),
    };
  }

  /**
   * Opens a new connection to the server that a new connection reaches now. Looks at all hosts, in
   * case another one has been promoted.
   */
  async openNew(config: Omit<ClientConfig, 'connectionString'>): Promise<PrimaryClient> {
    const address = await this.choose();
    const looking = this.lookAtHosts(address);
    const client = this.newClient(config);
    await client.connectTo(address);
    await withinGrace(looking, GRACE_MS);
    return client;
  }

  /** Opens a new connection to each host, so that a promotion shows. */
  async lookAtHosts(except?: ServerAddress): Promise<void> {
    const hosts = this.addresses.filter((address) => address !== except);
    await Promise.allSettled(hosts.map((address) => this.look(address)));
  }

  /** Where to connect to. */
  async choose(): Promise<ServerAddress> {
    const [first] = this.addresses as [ServerAddress];
    if (this.addresses.length === 1) return first;
    if (this.address === null) await this.search();
    return this.address ?? first;
  }

  accept(client: Client, state: ServerState, address: ServerAddress): ServerIdentity {
    const identity = this.judge.accept(client, state, address);
    this.address = address;
    return identity;
  }

  /** Makes the next connection find out where to connect to. */
  doubt(address: ServerAddress): void {
    if (this.address === address) this.address = null;
  }

  /** Breaks the connections that prove nothing. */
  breakSockets(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private newSocket(): LedSocket {
    const socket = new LedSocket(() => this.choose());
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    return socket;
  }

  /** Looks at all hosts, and does not wait long after one is a primary. Callers share it. */
  private search(): Promise<void> {
    this.searching ??= this.findPrimary().finally(() => {
      this.searching = null;
    });
    return this.searching;
  }

  private async findPrimary(): Promise<void> {
    const looks = this.addresses.map((address) => this.look(address));
    const all = Promise.allSettled(looks);
    await Promise.race([all, Promise.any(looks).catch(() => undefined)]);
    await withinGrace(all, GRACE_MS);
  }

  private async look(address: ServerAddress): Promise<void> {
    const client = this.newClient({
      connectionTimeoutMillis: LOOK_TIMEOUT_MS,
      query_timeout: LOOK_TIMEOUT_MS,
    });
    await client.connectTo(address);
    await client.leave();
  }
}
