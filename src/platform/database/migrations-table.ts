import type { DataSource, QueryRunner } from 'typeorm';

export const MIGRATIONS_TABLE = 'migrations';

/** The names of those that have run, by this version or another. */
export async function appliedMigrations(runner: DataSource | QueryRunner): Promise<string[]> {
  const rows = (await runner.query(`SELECT name FROM ${MIGRATIONS_TABLE}`)) as { name: string }[];
  return rows.map(({ name }) => name);
}

/** The names of those that this version has. */
export function knownMigrations({ migrations }: DataSource): string[] {
  return migrations.map((migration) => migration.name ?? migration.constructor.name);
}
