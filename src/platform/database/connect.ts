import { DataSource } from 'typeorm';
import type { DataSourceOptions } from 'typeorm';
import { DatabaseStartError } from './database.errors.js';

/** @throws DatabaseStartError when the database cannot be reached */
export async function connect(options: DataSourceOptions): Promise<DataSource> {
  try {
    return await new DataSource(options).initialize();
  } catch (error) {
    throw new DatabaseStartError(`The database cannot be reached: ${reasonOf(error)}.`);
  }
}

/** Several addresses that all refuse make an AggregateError without a message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
}
