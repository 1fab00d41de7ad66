import type { Primary } from '../../../platform/database/servers/primary.js';
import type { PrimaryClient } from '../../../platform/database/servers/primary-client.js';
import { breakConnection } from '../../../platform/database/servers/break-connection.js';
import { CHANGES_CHANNEL } from './principal-change.js';
import { TRUST_MS } from './trust.js';

/** Shown in `pg_stat_activity`. */
export const LISTENER_NAME = 'assistant-tokens-listener';

interface ListenerEvents {
  onPayload: (payload: string) => void;
  /** Called once, when the open connection has failed. */
  onEnd: (error: Error) => void;
}

/** A separate connection that only listens, so that nothing delays notifications. */
export class ListenerConnection {
  private opened = false;
  private ended = false;

  private constructor(
    private readonly client: PrimaryClient,
    private readonly events: ListenerEvents,
  ) {
    client.on('notification', ({ payload = '' }) => {
      if (!this.ended) events.onPayload(payload);
    });
    client.on('error', (error) => {
      this.end(error);
    });
    client.on('end', () => {
      this.end(new Error('The connection was closed.'));
    });
  }

  /** Resolves when the connection listens. Rejects if the server does not answer in time. */
  static async open(primary: Primary, events: ListenerEvents): Promise<ListenerConnection> {
    const client = primary.direct.newClient({
      application_name: LISTENER_NAME,
      connectionTimeoutMillis: TRUST_MS,
      query_timeout: TRUST_MS,
    });
    const connection = new ListenerConnection(client, events);
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANGES_CHANNEL}`);
      connection.open();
    } catch (error) {
      connection.close();
      throw error;
    }
    return connection;
  }

  /** @throws Error if the connection ended while it was being opened */
  private open(): void {
    if (this.ended) throw new Error('The connection was closed.');
    this.opened = true;
  }

  /** Notifies all listeners, including this one. */
  async notify(payload: string): Promise<void> {
    try {
      await this.client.query({
        name: 'notify',
        text: 'SELECT pg_notify($1, $2)',
        values: [CHANGES_CHANNEL, payload],
      });
    } catch (error) {
      this.end(error as Error);
    }
  }

  /** Does not wait for the server, because a stalled connection would never close gracefully. */
  close(): void {
    this.ended = true;
    breakConnection(this.client);
  }

  private end(error: Error): void {
    if (this.ended) return;
    this.close();
    if (this.opened) this.events.onEnd(error);
  }
}
