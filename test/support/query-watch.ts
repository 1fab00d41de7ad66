import { AsyncLocalStorage } from 'node:async_hooks';
import type { Pool, PoolClient } from 'pg';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { TestApp } from './test-app.js';

/** Looks up a presented credential. */
export const CREDENTIAL_QUERY = /FROM ((token_secrets|sessions) s|child_tokens c)\s+(LEFT )?JOIN/;

type Query = (statement: string | { text: string }, ...rest: unknown[]) => unknown;

/** Records the statements of requests, but not those of timers. */
export class QueryWatch {
  private readonly ofRequest = new AsyncLocalStorage<string[]>();
  private readonly watched = new WeakSet<PoolClient>();
  private statements: string[] = [];

  constructor({ nest, dataSource }: TestApp) {
    nest.getHttpServer().prependListener('request', () => {
      this.ofRequest.enterWith(this.statements);
    });
    const pool = (dataSource.driver as PostgresDriver).master as Pool;
    pool.on('acquire', (client) => {
      this.watch(client);
    });
  }

  /** The statements of the requests that `action` makes. */
  async during(action: () => Promise<unknown>): Promise<string[]> {
    this.statements = [];
    await action();
    return this.statements;
  }

  private watch(client: PoolClient): void {
    if (this.watched.has(client)) return;
    this.watched.add(client);
    const query = client.query.bind(client) as Query;
    const keepAndQuery: Query = (statement, ...rest) => {
      this.ofRequest.getStore()?.push(typeof statement === 'string' ? statement : statement.text);
      return query(statement, ...rest);
    };
    client.query = keepAndQuery as PoolClient['query'];
  }
}
