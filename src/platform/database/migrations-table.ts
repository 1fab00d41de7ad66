import type { DataSource, QueryRunner } from 'typeorm';

export const MIGRATIONS_TABLE = 'migrations';

/** Names of migrations that have run, including those of newer versions. */
export async function appliedMigrations(runner: DataSource | QueryRunner): Promise<string[]> {
  const rows = (await runner.query(`SELECT name FROM ${MIGRATIONS_TABLE}`)) as { name: string }[];
  return rows.map(({ name }) => name);
}

/** Names of migrations in this version. */
export function knownMigrations({ migrations }: DataSource): string[] {
  return migrations.map((migration) => migration.name ?? migration.constructor.name);
}
