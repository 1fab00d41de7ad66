import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { newId } from '../../platform/ids/id.js';

/** Longer than any turn takes. After a crash, another instance waits this long. */
export const LEASE_SECONDS = 20;

const TAKE = `
  INSERT INTO webhook_leases (webhook_id, holder, expires_at)
  VALUES ($1, $2, clock_timestamp() + interval '${LEASE_SECONDS} seconds')
  ON CONFLICT (webhook_id) DO UPDATE
    SET holder = excluded.holder, expires_at = excluded.expires_at
    WHERE webhook_leases.expires_at <= clock_timestamp()
  RETURNING webhook_id`;

/**
 * Gives a webhook to one instance at a time. Leases end by the clock of the database, which all
 * instances share.
 */
@Injectable()
export class WebhookLeases {
  private readonly holder = newId();

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @returns `false` if another instance holds the webhook */
  async take(webhookId: string): Promise<boolean> {
    const taken = await this.dataSource.query<unknown[]>(TAKE, [webhookId, this.holder]);
    return taken.length > 0;
  }

  async release(webhookId: string): Promise<void> {
    await this.dataSource.query(
      'DELETE FROM webhook_leases WHERE webhook_id = $1 AND holder = $2',
      [webhookId, this.holder],
    );
  }

  /** Removes what killed instances left behind. */
  async removeExpired(): Promise<void> {
    await this.dataSource.query('DELETE FROM webhook_leases WHERE expires_at <= clock_timestamp()');
  }
}
