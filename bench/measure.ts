import { createHistogram } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import autocannon from 'autocannon';
import type { ServerProcess } from './server-process.js';

export const CONNECTIONS = 32;
const WARM_UP_SECONDS = 2;
/** Until the requests that the end of a run cut off are over. */
const REST_MS = 500;
const NANOSECONDS_PER_MILLISECOND = 1e6;

export interface RequestPlan {
  method?: 'GET' | 'POST';
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface Measurement {
  requestsPerSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Of the service's process, for one request. */
  cpuMicroseconds: number;
  queries: number;
  /** How much of its core the service used, 0 to 1. */
  load: number;
}

interface Run {
  responses: number;
  seconds: number;
  /** In nanoseconds. */
  percentile: (percent: number) => number;
}

/** Sends the same request over and over on many connections, first to warm up and then for real. */
export async function measure(
  server: ServerProcess,
  plan: RequestPlan,
  seconds: number,
  signal: AbortSignal,
): Promise<Measurement> {
  await run(server.url, plan, WARM_UP_SECONDS, signal);
  await setTimeout(REST_MS);
  const before = await server.usage();
  const { responses, seconds: took, percentile } = await run(server.url, plan, seconds, signal);
  await setTimeout(REST_MS);
  const after = await server.usage();
  const cpu = after.cpuMicroseconds - before.cpuMicroseconds;
  const requests = after.requests - before.requests;
  return {
    requestsPerSecond: responses / took,
    p50: percentile(50) / NANOSECONDS_PER_MILLISECOND,
    p99: percentile(99) / NANOSECONDS_PER_MILLISECOND,
    cpuMicroseconds: cpu / requests,
    queries: (after.queries - before.queries) / requests,
    load: cpu / 1e6 / took,
  };
}

/** @throws when any answer is no success: a refusal is fast, and proves nothing */
async function run(
  url: string,
  { path, ...plan }: RequestPlan,
  seconds: number,
  signal: AbortSignal,
): Promise<Run> {
  signal.throwIfAborted();
  const histogram = createHistogram();
  const started = performance.now();
  const options = { ...plan, url: url + path, connections: CONNECTIONS, duration: seconds };
  const { errors, non2xx } = await fire(options, signal, (milliseconds) => {
    histogram.record(Math.max(1, Math.round(milliseconds * NANOSECONDS_PER_MILLISECOND)));
  });
  signal.throwIfAborted();
  if (errors > 0 || non2xx > 0 || histogram.count === 0) {
    throw new Error(`${path}: ${errors} errors, ${non2xx} refusals, ${histogram.count} answers.`);
  }
  return {
    responses: histogram.count,
    seconds: (performance.now() - started) / 1_000,
    percentile: (percent) => histogram.percentile(percent),
  };
}

function fire(
  options: autocannon.Options,
  signal: AbortSignal,
  onResponse: (milliseconds: number) => void,
): Promise<autocannon.Result> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      instance.stop();
    };
    const instance = autocannon(options, (error: Error | null, result) => {
      signal.removeEventListener('abort', stop);
      if (error) reject(error);
      else resolve(result);
    });
    instance.on('response', (_client, _status, _bytes, milliseconds) => {
      onResponse(milliseconds);
    });
    signal.addEventListener('abort', stop);
  });
}
