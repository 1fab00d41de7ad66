import { Global, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { PoolMetrics } from './pool-metrics.js';
import { Transaction } from './transaction.js';

@Global()
@Module({ providers: [PoolMetrics, Transaction], exports: [Transaction] })
export class DatabaseModule {
  /** @param dataSource open and migrated; the application closes it when it stops */
  static register(dataSource: DataSource): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => dataSource.options,
          dataSourceFactory: () => Promise.resolve(dataSource),
        }),
      ],
    };
  }
}
