import { closedLoop } from '../load/closed-loop.js';
import type { ServerProcess } from '../processes/server-process.js';
import { percentile } from './statistics.js';

export const CONNECTIONS = 32;

export interface Measurement {
  perSecond: number;
  /** Milliseconds. */
  p99: number;
  /** Of the server's process, for one request. */
  cpuMicroseconds: number;
  queries: number;
  /** How much of its core the server used, 0 to 1. */
  load: number;
}

/** For a server that answers without a database. */
export const AWAKE = { awake: true };

export interface Duration {
  milliseconds: number;
  signal: AbortSignal;
}

/** Something that can be measured again and again. */
export type Subject = (duration: Duration) => Promise<Measurement>;

/**
 * As many requests as a server can answer.
 *
 * @param next the request to send next, encoded
 */
export function requestsTo(
  server: ServerProcess,
  next: () => string,
  { awake = false, connections = CONNECTIONS }: { awake?: boolean; connections?: number } = {},
): Subject {
  return (duration) =>
    measure(server, async () => {
      const run = await closedLoop({
        url: server.url,
        connections,
        awake,
        next,
        ...duration,
      });
      return { ...run, count: run.answers, p99: percentile(run.latencies, 99) };
    });
}

/** What the process of a server spends on some work. */
export async function measure(
  server: ServerProcess,
  work: () => Promise<{ count: number; seconds: number; p99: number }>,
): Promise<Measurement> {
  const before = await server.usage();
  const { count, seconds, p99 } = await work();
  const after = await server.usage();
  const cpu = after.cpuMicroseconds - before.cpuMicroseconds;
  return {
    perSecond: count / seconds,
    p99,
    cpuMicroseconds: cpu / count,
    queries: (after.queries - before.queries) / count,
    load: cpu / 1e6 / seconds,
  };
}
