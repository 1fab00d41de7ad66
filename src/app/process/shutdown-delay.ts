import type { Config } from '../../platform/config/config.js';

const BEHIND_A_BALANCER_MS = 5_000;

/** An instance with the embedded PostgreSQL is the only one, so nobody else could serve its clients. */
export function shutdownDelayMs({ shutdownDelay, databaseUrl }: Config): number {
  if (shutdownDelay !== null) return shutdownDelay * 1_000;
  return databaseUrl === null ? 0 : BEHIND_A_BALANCER_MS;
}
