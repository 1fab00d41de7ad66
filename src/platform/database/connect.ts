import { DataSource } from 'typeorm';
import type { DataSourceOptions } from 'typeorm';
import { DatabaseStartError } from './database.errors.js';

/** @throws DatabaseStartError if the database cannot be reached */
export async function connect(options: DataSourceOptions): Promise<DataSource> {
  try {
    return await new DataSource(options).initialize();
  } catch (error) {
    throw unreachable(error);
  }
}

export function unreachable(error: unknown): DatabaseStartError {
  return new DatabaseStartError(`The database cannot be reached: ${reasonOf(error)}.`);
}

/**
 * If a host has several addresses and all refuse, Node throws an AggregateError without a message.
 */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
}
