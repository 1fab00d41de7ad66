import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const COUNTER_DIGITS = 12;
const prefix = randomUUID().slice(0, -COUNTER_DIGITS);
let count = 0;

/**
 * A UUID with a random prefix per process and a counter. It identifies a request and is not secret.
 */
export function newRequestId(): string {
  return prefix + (++count).toString(16).padStart(COUNTER_DIGITS, '0');
}

/**
 * Reads the id with its type. pino-http declares that an id can be anything.
 *
 * @returns undefined if Node answered the request before any middleware
 */
export function requestIdOf({ id }: IncomingMessage): string | undefined {
  return id as string | undefined;
}
