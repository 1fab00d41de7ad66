import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { waitUntil } from './wait-until.js';

const KEY = 1;
const PATIENCE_MS = 3_000;
const RETAKE_EVERY_MS = 250;

/**
 * Locks the data directory for one instance with an advisory lock. PostgreSQL releases it with the
 * connection, so a killed instance leaves no lock behind.
 */
export class DirectoryLock {
  private client: Client | undefined;
  private released = false;

  private constructor(private readonly connect: () => Promise<Client>) {}

  /**
   * Waits a few seconds, because PostgreSQL may notice late that an instance has ended.
   *
   * @returns undefined if another instance holds the lock
   */
  static async take(connect: () => Promise<Client>): Promise<DirectoryLock | undefined> {
    const lock = new DirectoryLock(connect);
    return (await lock.take(PATIENCE_MS)) ? lock : undefined;
  }

  /** Matters only after the lock was lost with its connection. */
  async isTakenByAnother(): Promise<boolean> {
    if (this.client !== undefined) return false;
    return this.take(0).then(
      (taken) => !taken,
      () => false,
    );
  }

  /** Releases the lock after `work` is done. */
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

  /** Takes the lock again: when one of its processes crashes, the server drops all connections. */
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
