import type { Bench } from '../../bench.js';
import { encode } from '../../load/http-request.js';
import type { HttpRequest } from '../../load/http-request.js';
import { AWAKE, requestsTo } from '../../measuring/measure.js';
import type { ServerProcess } from '../../processes/server-process.js';
import type { Result } from '../../report/result.js';

const WARM_UP_MS = 3_000;
const PROFILED_SECONDS = 4;
/** Steps that take less are one line. */
const SMALL_SHARE = 0.01;

/** Samples the call stack of the service under load, and adds up which step of a request it is in. */
export async function profiledSteps(
  bench: Bench,
  work: string,
  server: ServerProcess,
  request: HttpRequest,
): Promise<Result[]> {
  const encoded = encode(request);
  const load = requestsTo(server, () => encoded, AWAKE);
  const { signal } = bench;
  await load({ milliseconds: WARM_UP_MS, signal });
  await server.startProfile();
  const { cpuMicroseconds } = await load({
    milliseconds: PROFILED_SECONDS * bench.milliseconds,
    signal,
  });
  const shares = Object.entries(await server.stopProfile()).sort(([, a], [, b]) => b - a);
  const large = shares.filter(([, share]) => share >= SMALL_SHARE);
  const rest = 1 - large.reduce((sum, [, share]) => sum + share, 0);
  return [...large, ['smaller steps', rest] as const].map(([step, share]) => ({
    work: `${work}: ${step}`,
    measured: `${(share * 100).toFixed(0)} %`,
    cpuMicroseconds: share * cpuMicroseconds,
  }));
}
