import type { PoolClient, QueryConfig, QueryResultRow } from 'pg';
import type { EntityManager } from 'typeorm';

/** `name` is unique in the service: PostgreSQL knows the statement by it. */
export type PreparedStatement = Required<Pick<QueryConfig, 'name'>> & Pick<QueryConfig, 'text'>;

/**
 * Runs a statement of a transaction that each connection parses only once. That pays for statements
 * that run often.
 */
export async function queryPrepared<Row extends QueryResultRow>(
  { queryRunner }: EntityManager,
  statement: PreparedStatement,
  values: unknown[],
): Promise<Row[]> {
  if (queryRunner === undefined) throw new Error('A prepared statement needs a transaction.');
  const client = (await queryRunner.connect()) as PoolClient;
  const { rows } = await client.query<Row>({ ...statement, values });
  return rows;
}
