import pg from 'pg';
import {
  QueryFailedError,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
} from 'typeorm';

/** The database cannot serve now, and this is no fault of the service. */
export interface DatabaseOutage {
  /** Part of a sentence for the log. */
  reason: string;
  retryAfterSeconds: number;
  /** Whether other writes are likely to fail too, until an operator intervenes. */
  stopsWrites?: true;
}

const NO_CONNECTION = { reason: 'the connection failed', retryAfterSeconds: 1 };
const NOT_TRUSTED = { reason: 'its certificate is not trusted', retryAfterSeconds: 30 };
const NO_HOST = { reason: 'its host cannot be reached', retryAfterSeconds: 5 };

/**
 * What an error of the database means for a request: 503 with `Retry-After`. The keys are SQLSTATEs,
 * classes of SQLSTATEs (their first two characters), and codes of Node.js for its sockets. A
 * SQLSTATE goes before its class. An error without an entry is a bug of the service: 500.
 */
export const DATABASE_OUTAGES: Readonly<Record<string, DatabaseOutage>> = {
  '08': NO_CONNECTION,
  '25006': { reason: 'it is read-only', retryAfterSeconds: 5, stopsWrites: true },
  '25P03': { reason: 'a transaction was idle for too long', retryAfterSeconds: 1 },
  '25P04': { reason: 'a transaction took too long', retryAfterSeconds: 1 },
  '28': { reason: 'it refuses the credentials of the service', retryAfterSeconds: 30 },
  '3D': { reason: 'it does not exist', retryAfterSeconds: 30 },
  '40': { reason: 'transactions stand in the way of each other', retryAfterSeconds: 1 },
  '40003': { reason: 'no standby has confirmed the change', retryAfterSeconds: 5 },
  '42501': { reason: 'it refuses the service a right', retryAfterSeconds: 30 },
  '53': { reason: 'it lacks a resource', retryAfterSeconds: 5 },
  '53100': { reason: 'its disk is full', retryAfterSeconds: 30, stopsWrites: true },
  '53200': { reason: 'it has no memory left', retryAfterSeconds: 5 },
  '53300': { reason: 'it accepts no more connections', retryAfterSeconds: 1 },
  '55P03': { reason: 'a lock was not available in time', retryAfterSeconds: 1 },
  '57': { reason: 'an operator intervened', retryAfterSeconds: 5 },
  '57014': { reason: 'a statement was canceled', retryAfterSeconds: 1 },
  '57P01': { reason: 'it ended the connection', retryAfterSeconds: 1 },
  '57P02': { reason: 'it crashed', retryAfterSeconds: 1 },
  '57P03': { reason: 'it is starting or stopping', retryAfterSeconds: 1 },
  '57P05': { reason: 'it ended an idle connection', retryAfterSeconds: 1 },
  '58': { reason: 'its system failed', retryAfterSeconds: 30, stopsWrites: true },
  '72': { reason: 'a snapshot was too old', retryAfterSeconds: 1 },
  XX: { reason: 'it reports an internal error', retryAfterSeconds: 30 },
  ECONNABORTED: NO_CONNECTION,
  ECONNREFUSED: NO_CONNECTION,
  ECONNRESET: NO_CONNECTION,
  EPIPE: NO_CONNECTION,
  ETIMEDOUT: NO_CONNECTION,
  EAI_AGAIN: NO_HOST,
  EHOSTDOWN: NO_HOST,
  EHOSTUNREACH: NO_HOST,
  ENETDOWN: NO_HOST,
  ENETUNREACH: NO_HOST,
  ENOTFOUND: NO_HOST,
  CERT_HAS_EXPIRED: NOT_TRUSTED,
  DEPTH_ZERO_SELF_SIGNED_CERT: NOT_TRUSTED,
  ERR_TLS_CERT_ALTNAME_INVALID: NOT_TRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: NOT_TRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: NOT_TRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: NOT_TRUSTED,
};

/** Errors of `pg` and its pool, which have no code. */
const NO_CONNECTION_MESSAGE =
  /^(?:Connection terminated|timeout e|Client (?:has encountered a connection error|was closed)|The server does not support SSL|There was an error establishing an SSL|Query read timeout|Cannot use a pool after calling end)/;

/** @returns `null` if the error is not one of the database, or is a bug of the service */
export function outageIn(error: unknown): DatabaseOutage | null {
  if (!(error instanceof Error)) return null;
  const code = codeOf(error) ?? '';
  const known = DATABASE_OUTAGES[code] ?? DATABASE_OUTAGES[code.slice(0, 2)];
  if (known !== undefined) return known;
  return isConnectionLost(error) ? NO_CONNECTION : null;
}

/** The SQLSTATE of an error that PostgreSQL has sent. */
export function sqlStateOf(error: unknown): string | undefined {
  const sent: unknown = error instanceof QueryFailedError ? error.driverError : error;
  return sent instanceof pg.DatabaseError ? sent.code : undefined;
}

function codeOf(error: Error): string | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

/** TypeORM releases a connection that breaks between two statements of a transaction. */
function isConnectionLost(error: Error): boolean {
  return (
    error instanceof QueryRunnerAlreadyReleasedError ||
    error instanceof QueryRunnerProviderAlreadyReleasedError ||
    NO_CONNECTION_MESSAGE.test(error.message)
  );
}
