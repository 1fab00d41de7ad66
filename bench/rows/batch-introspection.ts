import { encode, jsonPost } from '../load/http-request.js';
import { probe } from '../load/probe.js';
import { AWAKE, requestsTo } from '../measuring/measure.js';
import { median } from '../measuring/statistics.js';
import { atLeast, judge } from '../report/result.js';
import { seededSecret } from '../seeding/seeded-token.js';
import type { Row } from './row.js';

const TOKENS = 1_000;
const CONNECTIONS = 4;
const ACTIVE = /"active": ?true/g;

export const batchIntrospection: Row = {
  name: 'batch',
  work: 'POST /api/tokens/_introspect-batch, 1,000 tokens, cached',
  run: async (bench) => {
    const { personal } = await bench.scene();
    const { spare } = await bench.manyTokens();
    const tokens = Array.from({ length: TOKENS }, (_, i) => seededSecret(spare.first + i));
    const request = jsonPost('/api/tokens/_introspect-batch', personal, { tokens });
    const server = await bench.startService();
    const active = (await probe(server.url, request)).match(ACTIVE)?.length ?? 0;
    if (active !== TOKENS) throw new Error(`${active} of ${TOKENS} good tokens are active.`);
    const encoded = encode(request);
    const { measured } = await bench.alternate({
      measured: requestsTo(server, () => encoded, { ...AWAKE, connections: CONNECTIONS }),
    });
    const rate = median(measured.map(({ perSecond }) => perSecond)) * TOKENS;
    const cpuMicroseconds = median(measured.map((round) => round.cpuMicroseconds));
    return [
      {
        work: batchIntrospection.work,
        measured: `${Math.round(rate).toLocaleString('en')} tokens/s`,
        cpuMicroseconds,
        ...judge(rate, atLeast(300_000, ' tokens/s')),
      },
    ];
  },
};
