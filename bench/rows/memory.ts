import { closedLoop } from '../load/closed-loop.js';
import { Connection } from '../load/connection.js';
import { bearer, encode } from '../load/http-request.js';
import { checkAnswer } from '../load/run.js';
import { CONNECTIONS } from '../measuring/measure.js';
import type { ServerProcess } from '../processes/server-process.js';
import { atMost, judge } from '../report/result.js';
import { FirstSights } from '../seeding/first-sights.js';
import type { Row } from './row.js';

const PRINCIPALS = 100_000;
const WARM_UP_MS = 2_000;
const PATH = '/api/auth/session';
const BYTES_PER_MEGABYTE = 1e6;
/** Of one look at each token again: what the service does besides asks the database, too. */
const CACHED_QUERIES = 0.01;

export const memory: Row = {
  name: 'memory',
  work: '100,000 cached principals',
  note: 'Memory: of the process after garbage collections, over that of the same process before; heap alone in brackets.',
  run: async (bench) => {
    const { secret } = await bench.scene();
    const { spare } = await bench.manyTokens();
    // One more than the principals: the token that warmed up.
    const server = await bench.startService({ CREDENTIAL_CACHE_SIZE: String(PRINCIPALS + 1_000) });
    const warm = encode({ path: PATH, headers: bearer(secret) });
    await closedLoop({
      url: server.url,
      connections: CONNECTIONS,
      milliseconds: WARM_UP_MS,
      next: () => warm,
      signal: bench.signal,
    });
    const look = () =>
      lookAtEach(server, new FirstSights(spare.first, spare.end, PATH).request, bench.signal);

    const empty = await server.memory();
    await look();
    const full = await server.memory();
    const { queries } = await server.usage();
    await look();
    const again = (await server.usage()).queries - queries;
    if (again > PRINCIPALS * CACHED_QUERIES) return [{ work: memory.work, verdict: 'not there' }];

    const resident = (full.resident - empty.resident) / BYTES_PER_MEGABYTE;
    const heap = (full.heap - empty.heap) / BYTES_PER_MEGABYTE;
    return [
      {
        work: memory.work,
        measured: `${resident.toFixed(1)} MB (${heap.toFixed(1)})`,
        ...judge(resident, atMost(120, ' MB')),
      },
    ];
  },
};

async function lookAtEach(
  { url }: ServerProcess,
  next: () => string,
  signal: AbortSignal,
): Promise<void> {
  const connections = await Connection.openMany(url, CONNECTIONS);
  try {
    let left = PRINCIPALS;
    const work = async (connection: Connection) => {
      while (left > 0) {
        left--;
        signal.throwIfAborted();
        checkAnswer(await connection.ask(next()));
      }
    };
    await Promise.all(connections.map(work));
  } finally {
    for (const connection of connections) connection.close();
  }
}
