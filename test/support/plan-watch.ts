import type { Pool, PoolClient } from 'pg';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { TestApp } from './test-app.js';

type Query = (...call: unknown[]) => unknown;

/** Explains the queries that requests send to a table. */
export class PlanWatch {
  private readonly watched = new WeakSet<PoolClient>();
  private sent: { text: string; values: unknown[] }[] = [];

  constructor(
    private readonly app: TestApp,
    private readonly table: string,
  ) {
    const pool = (app.dataSource.driver as PostgresDriver).master as Pool;
    pool.on('acquire', (client) => {
      this.watch(client);
    });
  }

  /** The plans of the queries that `action` sends, which are two at least. */
  async during(action: () => Promise<unknown>): Promise<string> {
    this.sent = [];
    await action();
    const queries = this.sent.filter(({ text }) => /^(SELECT|WITH)\b/.test(text));
    if (queries.length < 2) throw new Error('The page and its total are queries.');
    const plans = await Promise.all(
      queries.map(({ text, values }) =>
        this.app.dataSource.query<{ 'QUERY PLAN': string }[]>(`EXPLAIN ${text}`, values),
      ),
    );
    return plans
      .flat()
      .map((row) => row['QUERY PLAN'])
      .join('\n');
  }

  private watch(client: PoolClient): void {
    if (this.watched.has(client)) return;
    this.watched.add(client);
    const query = client.query.bind(client) as Query;
    const keepAndQuery: Query = (...call) => {
      const [statement, parameters] = call as [
        string | { text: string; values?: unknown[] },
        unknown[]?,
      ];
      const { text, values } =
        typeof statement === 'string' ? { text: statement, values: parameters } : statement;
      if (text.includes(this.table)) this.sent.push({ text: text.trim(), values: values ?? [] });
      return query(...call);
    };
    client.query = keepAndQuery as PoolClient['query'];
  }
}
