import { setTimeout } from 'node:timers/promises';
import pg from 'pg';

const INTERVAL_MS = 200;

const LISTENERS = `FROM pg_stat_activity
  WHERE application_name = 'assistant-tokens-listener' AND datname = current_database()`;

/** Ends the connection of one listener, chosen at random, five times a second. */
export class ListenerKiller {
  private readonly stopped = new AbortController();
  private killed = 0;
  private readonly killing: Promise<void>;

  private constructor(private readonly client: pg.Client) {
    this.killing = this.run();
  }

  /** @returns null when nobody listens */
  static async start(databaseUrl: string): Promise<ListenerKiller | null> {
    const client = new pg.Client(databaseUrl);
    await client.connect();
    const { rowCount } = await client.query(`SELECT 1 ${LISTENERS}`);
    if (rowCount) return new ListenerKiller(client);
    await client.end();
    return null;
  }

  /** @returns how many it ended */
  async stop(): Promise<number> {
    if (!this.stopped.signal.aborted) {
      this.stopped.abort();
      await this.killing;
      await this.client.end();
    }
    return this.killed;
  }

  private async run(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      const { rowCount } = await this.client.query(
        `SELECT pg_terminate_backend(pid)
         FROM (SELECT pid ${LISTENERS} ORDER BY random() LIMIT 1) AS listener`,
      );
      this.killed += rowCount ?? 0;
      await setTimeout(INTERVAL_MS);
    }
  }
}
