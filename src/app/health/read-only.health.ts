import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import { DataSource } from 'typeorm';

const TIMEOUT_MS = 2_000;

/** Checks that the database accepts writes. A server in recovery gets no connection. */
@Injectable()
export class ReadOnlyHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    return this.indicators
      .check('readOnly')
      .attempt(() => this.requireWritable())
      .withTimeout(TIMEOUT_MS);
  }

  private async requireWritable(): Promise<void> {
    const [row] = await this.dataSource.query<[{ readOnly: string }]>(
      `SELECT current_setting('transaction_read_only') AS "readOnly"`,
    );
    if (row.readOnly === 'on') throw new Error('The database is read-only.');
  }
}
