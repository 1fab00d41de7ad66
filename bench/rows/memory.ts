import { setTimeout } from 'node:timers/promises';
import { closedLoop } from '../load/closed-loop.js';
import { encode, verification } from '../load/http-request.js';
import { sendAll } from '../load/send-all.js';
import type { Memory } from '../processes/server-messages.js';
import { CONNECTIONS } from '../measuring/measure.js';
import { judge } from '../report/result.js';
import { FirstSights } from '../seeding/first-sights.js';
import type { Row } from './row.js';
import { TARGETS } from './targets.js';

const PRINCIPALS = 100_000;
const WARM_UP_MS = 2_000;
/** Until the last uses that the service keeps until it writes them are written. */
const WRITTEN_BEHIND_MS = 6_000;
const BYTES_PER_MEGABYTE = 1e6;
/** Of one look at each token again: what the service does besides asks the database, too. */
const CACHED_QUERIES = 0.01;

export const memory: Row = {
  name: 'memory',
  work: '100,000 cached principals',
  note: [
    'Memory: how much the resident memory of the process grows, after garbage collections that give free pages back.',
    'In brackets: the heap alone, and the resident memory with the free pages that V8 keeps for new objects. Their',
    'number depends on when V8 collects garbage. The results before counted them.',
  ].join('\n'),
  run: async (bench) => {
    const { secret } = await bench.scene();
    const { spare } = await bench.manyTokens();
    // One more than the principals: the token that warmed up.
    const server = await bench.startVerifier({ CREDENTIAL_CACHE_SIZE: String(PRINCIPALS + 1_000) });
    const warm = encode(verification(secret));
    const load = { url: server.url, connections: CONNECTIONS, signal: bench.signal };
    await closedLoop({ ...load, milliseconds: WARM_UP_MS, next: () => warm });
    const look = () => {
      const { request } = new FirstSights(spare.first, spare.end);
      return sendAll({ ...load, count: PRINCIPALS, next: request });
    };

    const empty = await server.memory();
    await look();
    await setTimeout(WRITTEN_BEHIND_MS);
    const full = await server.memory();
    const { queries } = await server.usage();
    await look();
    const again = (await server.usage()).queries - queries;
    if (again > PRINCIPALS * CACHED_QUERIES) return [{ work: memory.work, verdict: 'not there' }];

    const grown = (of: keyof Memory) => (full[of] - empty[of]) / BYTES_PER_MEGABYTE;
    const [resident, heap, withFreePages] = [
      grown('resident'),
      grown('heap'),
      grown('withFreePages'),
    ];
    return [
      {
        work: memory.work,
        measured: `${resident.toFixed(1)} MB (${heap.toFixed(1)}, ${withFreePages.toFixed(1)})`,
        ...judge(resident, TARGETS.cachedPrincipals),
      },
    ];
  },
};
