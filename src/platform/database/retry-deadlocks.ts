import { isDeadlock } from './database.errors.js';

const ATTEMPTS = 4;

/** Repeats work that PostgreSQL canceled to end a deadlock. */
export async function retryDeadlocks<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; attempt < ATTEMPTS; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isDeadlock(error)) throw error;
    }
  }
  return work();
}
