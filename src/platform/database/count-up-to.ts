import type { EntityManager } from 'typeorm';
import { queryPrepared } from './prepared.js';

interface Counted {
  /** Unique in the service: PostgreSQL knows the statement by it. */
  name: string;
  /** SQL: the table and the condition. */
  rows: string;
}

/** Counts in a transaction, and stops at `enough`. A user may have many more rows than that. */
export async function countUpTo(
  manager: EntityManager,
  { name, rows }: Counted,
  values: unknown[],
  enough: number,
): Promise<number> {
  const limit = `$${values.length + 1}`;
  const text = `SELECT count(*)::int AS count FROM (SELECT FROM ${rows} LIMIT ${limit}) counted`;
  const [row] = await queryPrepared<{ count: number }>(manager, { name, text }, [
    ...values,
    enough,
  ]);
  return row?.count ?? 0;
}
