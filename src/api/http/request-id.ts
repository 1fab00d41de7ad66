import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const COUNTER_DIGITS = 12;
const prefix = randomUUID().slice(0, -COUNTER_DIGITS);
let count = 0;

/** A UUID: random for the process, then counted. It names a request and is no secret. */
export function newRequestId(): string {
  return prefix + (++count).toString(16).padStart(COUNTER_DIGITS, '0');
}

/**
 * pino-http, whose type it has, takes anything for one.
 *
 * @returns undefined where Node answers a request that nobody was given
 */
export function requestIdOf({ id }: IncomingMessage): string | undefined {
  return id as string | undefined;
}
