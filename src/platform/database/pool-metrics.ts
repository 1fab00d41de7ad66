import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { Metrics } from '../metrics/metrics.js';

/** Shows whether the pool has enough connections. */
@Injectable()
export class PoolMetrics {
  constructor(@InjectDataSource() dataSource: DataSource, metrics: Metrics) {
    const pool = (dataSource.driver as PostgresDriver).master as Pool;
    metrics.gauge('database_pool_connections', 'Open connections to PostgreSQL.', () => [
      { labels: { state: 'idle' }, value: pool.idleCount },
      { labels: { state: 'busy' }, value: pool.totalCount - pool.idleCount },
    ]);
    metrics.gauge(
      'database_pool_waiting',
      'Operations waiting for a connection.',
      () => pool.waitingCount,
    );
    metrics.gauge(
      'database_pool_max_connections',
      'The setting DATABASE_POOL_SIZE.',
      () => pool.options.max,
    );
  }
}
