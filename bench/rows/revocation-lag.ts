import { setTimeout } from 'node:timers/promises';
import type { Bench } from '../bench.js';
import { encode, verification } from '../load/http-request.js';
import { pacedLoop } from '../load/paced-loop.js';
import { percentile } from '../measuring/statistics.js';
import { ListenerKiller } from '../revoking/listener-killer.js';
import { Revocations } from '../revoking/revocations.js';
import { judge, milliseconds } from '../report/result.js';
import type { Result } from '../report/result.js';
import type { ServerProcess } from '../processes/server-process.js';
import type { ManyTokens } from '../seeding/many-tokens.js';
import type { Row } from './row.js';
import { TARGETS } from './targets.js';

const REVOCATIONS = 500;
const INSTANCES = 3;
const LOAD = { connections: 8, requestsPerSecond: 2_000 };
const FOREVER_MS = 600_000;
/** Until the listeners listen after the start. */
const SETTLE_MS = 1_500;

export const revocationLag: Row = {
  name: 'revocation',
  work: 'last acceptance after DELETE was answered',
  note: [
    'Revocation: 500 revocations on three instances with one PostgreSQL. Each instance has a load of 2,000 requests/s,',
    'and a client presents the token to each one without a pause. The lag is the time from the response to DELETE',
    'until the last accepted request was sent. It is 0 if no request that was sent later was accepted.',
  ].join('\n'),
  run: async (bench) => {
    const scene = await bench.scene();
    const { spare } = await bench.manyTokens();
    const services = [];
    for (let i = 0; i < INSTANCES; i++) services.push(await bench.startVerifier());
    await setTimeout(SETTLE_MS);
    const finished = new AbortController();
    const load = Promise.all(
      services.map((service) => loadOn(service, scene.secret, finished.signal)),
    );
    load.catch(() => undefined);
    try {
      return await revokeTwice(bench, services, scene.adminSession, spare);
    } finally {
      finished.abort();
      await load;
    }
  },
};

/** The tokens at the end, which no other row presents. */
async function revokeTwice(
  bench: Bench,
  services: ServerProcess[],
  adminSession: string,
  { end }: ManyTokens['spare'],
): Promise<Result[]> {
  const { work } = revocationLag;
  const revocations = await Revocations.open(services, adminSession, bench.signal);
  try {
    const normal = await revocations.measure(end - REVOCATIONS, REVOCATIONS);
    const results = [lagOf(work, normal)];
    const killer = await ListenerKiller.start(bench.databaseUrl);
    if (killer === null) {
      return [...results, { work: `${work}, listeners killed`, verdict: 'not there' }];
    }
    try {
      const lags = await revocations.measure(end - 2 * REVOCATIONS, REVOCATIONS);
      results.push(lagOf(`${work}, ${await killer.stop()} listeners killed`, lags));
    } finally {
      await killer.stop();
    }
    return results;
  } finally {
    revocations.close();
  }
}

function lagOf(work: string, lags: Float64Array): Result {
  const [p50, p99, max] = [50, 99, 100].map((percent) => percentile(lags, percent));
  return {
    work,
    measured: `p50 ${milliseconds(p50 ?? NaN)}, p99 ${milliseconds(p99 ?? NaN)}, max ${milliseconds(max ?? NaN)}`,
    ...judge(max ?? NaN, TARGETS.revocationLag),
  };
}

async function loadOn({ url }: ServerProcess, secret: string, signal: AbortSignal): Promise<void> {
  const encoded = encode(verification(secret));
  try {
    await pacedLoop({ url, ...LOAD, milliseconds: FOREVER_MS, next: () => encoded, signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
