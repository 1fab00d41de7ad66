import type { Client } from 'pg';
import { breakConnection } from './break-connection.js';
import { isSameServer } from './server-state.js';
import type { ServerIdentity } from './server-state.js';

/** The open connections, with the server that each reaches. */
export class ServerConnections {
  private readonly open = new Map<Client, ServerIdentity>();

  add(client: Client, identity: ServerIdentity): void {
    this.open.set(client, identity);
    client.once('end', () => this.open.delete(client));
  }

  /**
   * Breaks the connections to all other servers, also those in use: what they would read is
   * outdated, and what they would commit is lost.
   */
  keepOnly(identity: ServerIdentity): void {
    for (const [client, reached] of this.open) {
      if (!isSameServer(reached, identity)) breakConnection(client);
    }
  }
}
