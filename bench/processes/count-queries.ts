import pg from 'pg';

/** Counts every statement that this process sends to a PostgreSQL. */
export function countQueries(): { readonly count: number } {
  const queries = { count: 0 };
  const { prototype } = pg.Client as unknown as {
    prototype: { query: (...args: unknown[]) => unknown };
  };
  const { query } = prototype;
  prototype.query = function (...args) {
    queries.count++;
    return query.apply(this, args);
  };
  return queries;
}
