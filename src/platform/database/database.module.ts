import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSourceOptions } from 'typeorm';
import { connect } from './connect.js';
import { dataSourceOptions } from './data-source.options.js';
import type { ConnectionOptions } from './data-source.options.js';
import { PoolMetrics } from './pool-metrics.js';

@Module({ providers: [PoolMetrics] })
export class DatabaseModule {
  /** @param connection to a database that is migrated; the application closes it when it stops */
  static register(connection: ConnectionOptions): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({
            ...dataSourceOptions(connection),
            autoLoadEntities: true,
            toRetry: () => false,
          }),
          dataSourceFactory: (options) => connect(options as DataSourceOptions),
        }),
      ],
    };
  }
}
