import { Global, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSourceOptions } from 'typeorm';
import { connect } from './connect.js';
import { dataSourceOptions } from './data-source.options.js';
import { FailedWrites } from './failed-writes.js';
import { PoolMetrics } from './pool-metrics.js';
import { Primary } from './servers/primary.js';

export interface ConnectionOptions {
  url: string;
  /** See `Primary`. */
  directUrl: string | null;
  poolSize: number;
}

@Global()
@Module({ providers: [FailedWrites, PoolMetrics], exports: [FailedWrites] })
export class DatabaseModule {
  /** @param connection to a database that is migrated; the application closes it when it stops */
  static register({ url, directUrl, poolSize }: ConnectionOptions): DynamicModule {
    const primary = new Primary(url, directUrl);
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({
            ...dataSourceOptions(primary, poolSize),
            autoLoadEntities: true,
            toRetry: () => false,
          }),
          dataSourceFactory: (options) => connect(options as DataSourceOptions),
        }),
      ],
      providers: [{ provide: Primary, useValue: primary }],
      exports: [Primary],
    };
  }
}
