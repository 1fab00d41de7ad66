import { Socket } from 'node:net';
import { Client } from 'pg';
import type { ClientConfig, QueryResult } from 'pg';
import { breakConnection } from './break-connection.js';
import { failUnreplicated } from './not-replicated.js';
import type { ServerAddress } from './server-address.js';
import { READ_STATE, stateOf } from './server-state.js';
import type { ServerIdentity, ServerState, StateRow } from './server-state.js';

/** Decides where connections lead, and which of them may be used. */
export interface ConnectionGate {
  choose(): Promise<ServerAddress>;
  /** @throws NotPrimaryError if the connection must not be used */
  accept(client: Client, state: ServerState, address: ServerAddress): ServerIdentity;
  /** The address may be the wrong one. */
  doubt(address: ServerAddress): void;
}

/**
 * Connects to the primary, and proves before its first use that it is there. The proof is a
 * transaction: a pooler closes the connection to a refused server instead of handing it out again.
 */
export class PrimaryClient extends Client {
  /** The server that it reaches. */
  identity: ServerIdentity | null = null;
  protected readonly statementTimeoutMs: number;

  /** Poolers refuse a connection that brings a `statement_timeout`, so it is set later. */
  constructor(
    private readonly gate: ConnectionGate,
    { statement_timeout: statementTimeout, ...config }: ClientConfig,
  ) {
    super({ ...config, stream: () => new Socket() });
    this.statementTimeoutMs = statementTimeout === undefined ? 0 : Number(statementTimeout);
    // A connection that breaks while nobody else listens must not end the process.
    this.on('error', () => undefined);
    failUnreplicated(this);
  }

  override connect(): Promise<Client>;
  override connect(callback: (error: Error | null) => void): void;
  override connect(callback?: (error: Error | null) => void): Promise<Client> | void {
    const connected = this.gate.choose().then((address) => this.connectTo(address));
    if (callback === undefined) return connected;
    connected.then(() => {
      callback(null);
    }, callback);
  }

  /** @throws NotPrimaryError */
  async connectTo(address: ServerAddress): Promise<this> {
    this.host = address.host;
    this.port = address.port;
    try {
      await super.connect();
      this.identity = this.gate.accept(this, await this.prove(), address);
      await this.query(`COMMIT; ${this.settings}`);
      return this;
    } catch (error) {
      this.gate.doubt(address);
      breakConnection(this);
      throw error;
    }
  }

  /**
   * Ends within a transaction. So a pooler closes its connection to the server too, and the next
   * client that asks where connections lead does not get the same one.
   */
  async leave(): Promise<void> {
    try {
      await this.query('BEGIN');
      await this.end();
    } catch (error) {
      breakConnection(this);
      throw error;
    }
  }

  /** Statements for each new session. */
  protected get settings(): string {
    return this.statementTimeoutMs > 0 ? `SET statement_timeout = ${this.statementTimeoutMs}` : '';
  }

  /** Begins a transaction. */
  private async prove(): Promise<ServerState> {
    const sentAt = performance.now();
    const results: unknown = await this.query(`BEGIN; ${READ_STATE}`);
    const [, { rows }] = results as [unknown, QueryResult<StateRow>];
    return stateOf(rows[0] as StateRow, { sentAt, receivedAt: performance.now() });
  }
}

/** A class of clients that all use the gate. */
export function clientThrough(
  gate: ConnectionGate,
  Type: typeof PrimaryClient,
): new (config: ClientConfig) => PrimaryClient {
  return class extends Type {
    constructor(config: ClientConfig) {
      super(gate, config);
    }
  };
}
