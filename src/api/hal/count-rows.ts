import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

type Query = SelectQueryBuilder<ObjectLiteral>;

/** Counting stops at `most`. */
export async function countRows(rows: Query, most?: number): Promise<number> {
  const counted = rows.clone().select('1').limit(most);
  const row = await rows.dataSource
    .createQueryBuilder()
    .select('count(*)::int', 'count')
    .from(`(${counted.getQuery()})`, 'counted')
    .setParameters(counted.getParameters())
    .getRawOne<{ count: number }>();
  return row?.count ?? 0;
}

/** How many rows PostgreSQL expects by its statistics. Reads none of them. */
export async function estimateRows(rows: Query): Promise<number> {
  const [text, values] = rows.clone().select('1').getQueryAndParameters();
  const [row] = await rows.dataSource.query<Explained[]>(`EXPLAIN (FORMAT JSON) ${text}`, values);
  return row?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0;
}

interface Explained {
  'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }];
}
