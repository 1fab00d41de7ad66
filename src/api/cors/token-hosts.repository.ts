import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { hasStatus } from '../../admission/credentials/token-status.js';

@Injectable()
export class TokenHostsRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Finds the hosts to which at least one valid token is restricted. */
  async findLive(hosts: string[], now: Date): Promise<string[]> {
    const rows = await this.dataSource.query<{ host: string }[]>(
      `SELECT DISTINCT t.host FROM tokens t
       JOIN users u ON u.id = t.user_id AND NOT u.disabled
       WHERE t.host = ANY ($1) AND ${hasStatus('t', 'active', '$2')}`,
      [hosts, now],
    );
    return rows.map(({ host }) => host);
  }
}
