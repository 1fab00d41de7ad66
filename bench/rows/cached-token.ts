import type { Bench } from '../bench.js';
import { bearer, encode } from '../load/http-request.js';
import type { HttpRequest } from '../load/http-request.js';
import { NotThereError, probe } from '../load/probe.js';
import { compare } from '../measuring/compare.js';
import { AWAKE, requestsTo } from '../measuring/measure.js';
import type { ServerProcess } from '../processes/server-process.js';
import { atLeast } from '../report/result.js';
import type { Result } from '../report/result.js';
import { p99Of, rateOf } from '../report/throughput.js';
import type { Row } from './row.js';

const RATE = atLeast(0.8);
const P99_TIMES = 2;
const PATHS = ['/api/auth/verify', '/api/auth/session'];

export const cachedToken: Row = {
  name: 'cached',
  work: 'a cached token',
  note: 'Cached tokens: against bare Nest + Express routes with the same bodies and headers of their own.',
  run: async (bench) => {
    const { secret, session } = await bench.scene();
    const service = await bench.startService();
    const bare = await bench.start({ kind: 'bare', body: session });
    const results: Result[] = [];
    for (const path of PATHS) {
      const request = { path, headers: bearer(secret) };
      results.push(...(await comparePath(bench, { service, bare, request })));
    }
    return results;
  },
};

interface Pair {
  service: ServerProcess;
  bare: ServerProcess;
  request: HttpRequest;
}

async function comparePath(bench: Bench, { service, bare, request }: Pair): Promise<Result[]> {
  const work = `GET ${request.path}, cached token`;
  try {
    await probe(service.url, request);
  } catch (error) {
    if (error instanceof NotThereError) return [{ work, verdict: 'not there' }];
    throw error;
  }
  const encoded = encode(request);
  const next = () => encoded;
  const measured = await bench.alternate({
    bare: requestsTo(bare, next, AWAKE),
    service: requestsTo(service, next, AWAKE),
  });
  const comparison = compare(measured.service, measured.bare);
  return [rateOf(work, comparison, RATE), p99Of(work, comparison, P99_TIMES)];
}
