import { Client, DatabaseError } from 'pg';
import { USER } from './cluster.js';
import { codeOf, messageOf } from './error-details.js';
import { LOOPBACK } from './free-port.js';
import { NotReadyError } from './not-ready.error.js';

export interface Endpoint {
  port: number;
  password: string;
}

const TIMEOUT_MS = 5_000;

const INVALID_PASSWORD = '28P01';
/** SQLSTATEs of a server that is starting, stopping or recovering, or has no free connection. */
const PASSING_STATES = ['53300', '57P01', '57P02', '57P03'];

export async function connect({ port, password }: Endpoint, database: string): Promise<Client> {
  const client = new Client({
    host: LOOPBACK,
    port,
    user: USER,
    password,
    database,
    ssl: false,
    application_name: 'assistant-tokens start',
    connectionTimeoutMillis: TIMEOUT_MS,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

export function isWrongPassword(error: unknown): boolean {
  return codeOf(error) === INVALID_PASSWORD;
}

/** Whether a retry may succeed. */
export function isPassing(error: unknown): boolean {
  if (error instanceof NotReadyError) return true;
  const code = codeOf(error);
  if (error instanceof DatabaseError) return code !== undefined && PASSING_STATES.includes(code);
  return (
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(code ?? '') ||
    /^(Connection terminated|timeout expired|Client has encountered a connection error|Client was closed)/.test(
      messageOf(error),
    )
  );
}
