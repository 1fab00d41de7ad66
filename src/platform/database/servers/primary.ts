import { Logger } from '@nestjs/common';
import type { Client, ClientConfig } from 'pg';
import { DatabaseTime } from '../../clock/database-time.js';
import { NotPrimaryError } from './not-primary.error.js';
import type { PrimaryClient } from './primary-client.js';
import type { ServerAddress } from './server-address.js';
import { ServerConnections } from './server-connections.js';
import { ServerPath } from './server-path.js';
import type { ServerJudge } from './server-path.js';
import { isSameServer, outranks } from './server-state.js';
import type { ServerIdentity, ServerState } from './server-state.js';

/**
 * Knows the server that accepts writes. Every connection proves that it reaches this server before
 * it is used. When another server takes over, all connections to the old one break, on both paths.
 */
export class Primary implements ServerJudge {
  /** For transactions, and for statements on their own. */
  readonly pooled: ServerPath;
  /** For what needs a session: listening, migrations and jobs. Often the same as `pooled`. */
  readonly direct: ServerPath;
  readonly time = new DatabaseTime();
  private readonly logger = new Logger(Primary.name);
  private readonly connections = new ServerConnections();
  private readonly listeners: (() => void)[] = [];
  private identity: ServerIdentity | null = null;

  /** @param directUrl set it if a pooler behind `url` may not keep sessions */
  constructor(url: string, directUrl: string | null = null) {
    const isShared = directUrl !== null;
    this.pooled = new ServerPath(this, url, { isShared });
    this.direct = isShared ? new ServerPath(this, directUrl, { isShared: false }) : this.pooled;
  }

  /** Calls the listener when another server takes over, before anything is written there. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /**
   * Opens a new connection as the pool does. Looks at all hosts of both paths, in case another one has
   * been promoted.
   */
  async openNew(config: Omit<ClientConfig, 'connectionString'>): Promise<PrimaryClient> {
    if (this.direct !== this.pooled) void this.direct.lookAtHosts();
    return this.pooled.openNew(config);
  }

  accept(client: Client, { identity, time }: ServerState, address: ServerAddress): ServerIdentity {
    if (identity === null) throw new NotPrimaryError('The server is in recovery');
    if (this.identity !== null && !isSameServer(identity, this.identity)) {
      if (!outranks(identity, this.identity)) {
        throw new NotPrimaryError('Another server has taken over from this one');
      }
      this.change(identity, address);
    }
    this.identity = identity;
    this.time.learn(time);
    this.connections.add(client, identity);
    return identity;
  }

  private change(identity: ServerIdentity, { host, port }: ServerAddress): void {
    for (const listener of this.listeners) listener();
    this.connections.keepOnly(identity);
    for (const path of [this.pooled, this.direct]) path.breakSockets();
    this.logger.warn(
      `Another database server is the primary now: ${host}:${port}, timeline ${identity.timeline}.`,
    );
  }
}
