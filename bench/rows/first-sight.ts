import { compare } from '../measuring/compare.js';
import { requestsTo } from '../measuring/measure.js';
import { rateOf } from '../report/throughput.js';
import { FirstSights } from '../seeding/first-sights.js';
import type { Row } from './row.js';
import { TARGETS } from './targets.js';

export const firstSight: Row = {
  name: 'first-sight',
  work: 'first sight of a token',
  note: [
    'First sight: every request presents a token that the instance has not seen. The reference is a bare Nest guard',
    'with one prepared SELECT and a pool of the same size. It reads the row of the secret only, or it sends the',
    'statement of the service, which also reads the user, the seat and the assistant.',
  ].join('\n'),
  run: async (bench) => {
    const { spare } = await bench.manyTokens();
    const { databaseUrl } = bench;
    const service = await bench.startVerifier();
    const select = await bench.start({ kind: 'one-select', databaseUrl, statement: 'secret' });
    const same = await bench.start({ kind: 'one-select', databaseUrl, statement: 'credential' });
    const next = () => new FirstSights(spare.first, spare.end).request;
    const measured = await bench.alternate({
      select: requestsTo(select, next()),
      same: requestsTo(same, next()),
      service: requestsTo(service, next()),
    });
    const { work } = firstSight;
    const comparison = compare(measured.service, measured.select);
    return [
      rateOf(
        `${work}, ${comparison.queries.toFixed(2)} queries`,
        comparison,
        TARGETS.firstSightBesideSelect,
      ),
      rateOf(`${work}, against its own statement`, compare(measured.service, measured.same)),
    ];
  },
};
