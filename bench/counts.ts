import { subscribe } from 'node:diagnostics_channel';
import pg from 'pg';

interface Counter {
  readonly count: number;
}

/** Counts every request that an HTTP server of this process begins to answer. */
export function countRequests(): Counter {
  const requests = { count: 0 };
  subscribe('http.server.request.start', () => {
    requests.count++;
  });
  return requests;
}

/** Counts every statement that this process sends to a PostgreSQL. */
export function countQueries(): Counter {
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
