import { PrimaryClient } from './primary-client.js';

/** As TypeORM sends it. */
const START = 'START TRANSACTION';

/**
 * A client behind a pooler that may use another connection to PostgreSQL for each transaction. It
 * leaves nothing behind on that connection: no named statements, and no settings beyond the end of
 * the transaction.
 */
export class SharedClient extends PrimaryClient {
  override query(query: unknown, ...rest: unknown[]): never {
    return super.query(this.withoutTraces(query) as string, ...(rest as [])) as never;
  }

  protected override get settings(): string {
    return '';
  }

  private withoutTraces(query: unknown): unknown {
    if (query === START && this.statementTimeoutMs > 0) {
      return `${START}; SET LOCAL statement_timeout = ${this.statementTimeoutMs}`;
    }
    return isNamed(query) ? { ...query, name: undefined } : query;
  }
}

function isNamed(query: unknown): query is { name: string } {
  return typeof query === 'object' && query !== null && 'name' in query && query.name !== undefined;
}
