import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { newId } from '../../platform/ids/id.js';

/** Longer than a request takes. After a crash, another instance waits this long. */
const LEASE_SECONDS = 60;
const SINK = 'default';
const EXPIRY = `clock_timestamp() + interval '${LEASE_SECONDS} seconds'`;

const TAKE = `
  INSERT INTO audit_sink_positions AS p (sink, head, holder, expires_at)
  VALUES ('${SINK}', 0, $1, ${EXPIRY})
  ON CONFLICT (sink) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
    WHERE p.expires_at <= clock_timestamp() OR p.holder = excluded.holder
  RETURNING head`;

const ADVANCE = `
  UPDATE audit_sink_positions SET head = $2, expires_at = ${EXPIRY}
  WHERE sink = '${SINK}' AND holder = $1 AND head < $2`;

const RELEASE = `
  UPDATE audit_sink_positions SET expires_at = clock_timestamp()
  WHERE sink = '${SINK}' AND holder = $1`;

/** The position of the sink. One instance at a time holds it, by the clock of the database. */
@Injectable()
export class AuditSinkRepository {
  private readonly holder = newId();

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @returns the last head that the sink has accepted; `null` if another instance holds the sink */
  async take(): Promise<string | null> {
    const [row] = await this.dataSource.query<{ head: string }[]>(TAKE, [this.holder]);
    return row?.head ?? null;
  }

  async advance(head: string): Promise<void> {
    await this.dataSource.query(ADVANCE, [this.holder, head]);
  }

  async release(): Promise<void> {
    await this.dataSource.query(RELEASE, [this.holder]);
  }
}
