import type { PoolClient } from 'pg';
import type { EntityManager } from 'typeorm';

/** PostgreSQL parses it once for each connection; `name` must be its own. */
export interface PreparedStatement {
  name: string;
  text: string;
}

/** For the few statements whose cost counts: neither a query builder nor hydration is on their way. */
export async function runPrepared<Row extends object>(
  { queryRunner }: EntityManager,
  statement: PreparedStatement,
  values: unknown[],
): Promise<Row[]> {
  if (queryRunner === undefined) throw new Error(`${statement.name} needs a transaction.`);
  const client = (await queryRunner.connect()) as PoolClient;
  const { rows } = await client.query<Row>({ ...statement, values });
  return rows;
}
