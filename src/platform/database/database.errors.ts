import pg from 'pg';
import { QueryFailedError } from 'typeorm';

interface DriverError {
  code?: string | undefined;
  constraint?: string | undefined;
}

const UNIQUE_VIOLATION = '23505';
const FOREIGN_KEY_VIOLATION = '23503';
const DEADLOCK = '40P01';

/**
 * No connection: SQLSTATE classes 08 and 57P, too many connections (53300), a canceled statement
 * (57014), and errors of the socket.
 */
const UNREACHABLE = /^(08...|57P..|53300|57014|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE)$/;
const UNREACHABLE_MESSAGE = /timeout exceeded when trying to connect|Connection terminated/;

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

/** Whether the database is unavailable, so that a retry may help. */
export function isDatabaseUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: string };
  return (
    UNREACHABLE.test(driverErrorOf(error).code ?? code ?? '') ||
    UNREACHABLE_MESSAGE.test(error.message)
  );
}

function driverErrorOf(error: unknown): DriverError {
  if (error instanceof QueryFailedError) return error.driverError as DriverError;
  return error instanceof pg.DatabaseError ? error : {};
}

/** The service cannot start with this database. `message` is one sentence for the operator. */
export class DatabaseStartError extends Error {
  override readonly name = 'DatabaseStartError';
}
