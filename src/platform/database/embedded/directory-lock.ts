import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { waitUntil } from './wait-until.js';

const KEY = 1;
const PATIENCE_MS = 3_000;
const RETAKE_EVERY_MS = 250;

/**
 * One instance's claim on the data directory: an advisory lock, which PostgreSQL drops with the
 * connection, so that an instance that was killed leaves none behind.
 */
export class DirectoryLock {
  private client: Client | undefined;
  private released = false;

  private constructor(private readonly connect: () => Promise<Client>) {}

  /** Undefined when another instance keeps the lock; the end of one may take a moment to show. */
  static async take(connect: () => Promise<Client>): Promise<DirectoryLock | undefined> {
    const lock = new DirectoryLock(connect);
    return (await lock.take(PATIENCE_MS)) ? lock : undefined;
  }

  /** Only of use once the lock was lost along with its connection. */
  async isTakenByAnother(): Promise<boolean> {
    if (this.client !== undefined) return false;
    return this.take(0).then(
      (taken) => !taken,
      () => false,
    );
  }

  /** Nobody else gets the lock before the work is done. */
  async release(work?: () => Promise<void>): Promise<void> {
    this.released = true;
    try {
      await work?.();
    } finally {
      await this.client?.end();
    }
  }

  private async take(patienceMs: number): Promise<boolean> {
    const client = await this.connect();
    const connection = { ended: false };
    client.once('end', () => {
      connection.ended = true;
      if (this.client === client) this.lose();
    });
    try {
      const taken = await waitUntil(() => tryLock(client), patienceMs);
      if (connection.ended) throw new Error('Connection terminated unexpectedly');
      if (taken && !this.released) this.client = client;
      return taken;
    } finally {
      if (this.client !== client) await client.end();
    }
  }

  private lose(): void {
    this.client = undefined;
    if (!this.released) void this.retake();
  }

  /** The server drops every connection when one of its processes crashes, and goes on. */
  private async retake(): Promise<void> {
    do {
      await delay(RETAKE_EVERY_MS, undefined, { ref: false });
      if (!this.released) await this.take(0).catch(() => false);
    } while (this.client === undefined && !this.released);
  }
}

async function tryLock(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(
    'SELECT pg_try_advisory_lock($1) AS taken',
    [KEY],
  );
  return rows[0]?.taken ?? false;
}
