import pg from 'pg';
import { QueryFailedError } from 'typeorm';

interface DriverError {
  code?: string | undefined;
  constraint?: string | undefined;
}

const UNIQUE_VIOLATION = '23505';
const FOREIGN_KEY_VIOLATION = '23503';
const DEADLOCK = '40P01';
const LOCK_TIMEOUT = '55P03';

export function isUniqueViolation(error: unknown, constraint: string): boolean {
  const { code, constraint: violated } = driverErrorOf(error);
  return code === UNIQUE_VIOLATION && violated === constraint;
}

/** Whether a row with this id exists already. */
export function isPrimaryKeyViolation(error: unknown): boolean {
  const { code, constraint } = driverErrorOf(error);
  return code === UNIQUE_VIOLATION && constraint?.endsWith('_pkey') === true;
}

export function isForeignKeyViolation(error: unknown, constraint: string): boolean {
  const { code, constraint: violated } = driverErrorOf(error);
  return code === FOREIGN_KEY_VIOLATION && violated === constraint;
}

export function isDeadlock(error: unknown): boolean {
  return driverErrorOf(error).code === DEADLOCK;
}

/** Whether a statement waited for a lock longer than `lock_timeout`. */
export function isLockTimeout(error: unknown): boolean {
  return driverErrorOf(error).code === LOCK_TIMEOUT;
}

function driverErrorOf(error: unknown): DriverError {
  if (error instanceof QueryFailedError) return error.driverError as DriverError;
  return error instanceof pg.DatabaseError ? error : {};
}

/** The service cannot start with this database. `message` is one sentence for the operator. */
export class DatabaseStartError extends Error {
  override readonly name = 'DatabaseStartError';
}
