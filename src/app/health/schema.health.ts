import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import { DataSource } from 'typeorm';
import { appliedMigrations, knownMigrations } from '../../platform/database/migrations-table.js';

const TIMEOUT_MS = 2_000;

/**
 * Checks that the database answers and has all migrations of this version. It does not use
 * TypeORM's `showMigrations`, which leaks its connection when it fails.
 */
@Injectable()
export class SchemaHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    return this.indicators
      .check('schema')
      .attempt(() => this.requireCurrent())
      .withTimeout(TIMEOUT_MS);
  }

  private async requireCurrent(): Promise<void> {
    const applied = new Set(await appliedMigrations(this.dataSource));
    const pending = knownMigrations(this.dataSource).filter((name) => !applied.has(name));
    if (pending.length > 0) throw new Error(`Migrations have not run: ${pending.join(', ')}`);
  }
}
