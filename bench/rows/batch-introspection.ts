import { ownHeadersOf } from '../load/answer.js';
import { encode, jsonPost } from '../load/http-request.js';
import { probeAnswer } from '../load/probe.js';
import { compare } from '../measuring/compare.js';
import { AWAKE, requestsTo } from '../measuring/measure.js';
import { judge } from '../report/result.js';
import { rateOf } from '../report/throughput.js';
import { seededSecret } from '../seeding/seeded-token.js';
import type { Row } from './row.js';
import { requireSameAnswers } from './same-answers.js';
import { TARGETS } from './targets.js';

const TOKENS = 1_000;
const LOAD = { ...AWAKE, connections: 4 };

interface Answer {
  results: { active: boolean }[];
}

export const batchIntrospection: Row = {
  name: 'batch',
  work: 'POST /api/tokens/_introspect-batch, 1,000 tokens, cached',
  note: [
    'Batch: the reference is node:http. It parses the same body as JSON and writes the same response with',
    'JSON.stringify. It does not look at the tokens.',
  ].join('\n'),
  run: async (bench) => {
    const { personal } = await bench.scene();
    const { spare } = await bench.manyTokens();
    const tokens = Array.from({ length: TOKENS }, (_, i) => seededSecret(spare.first + i));
    const request = jsonPost('/api/tokens/_introspect-batch', personal, { tokens });
    const service = await bench.startService();
    const answer = await probeAnswer(service.url, request);
    const body = JSON.parse(answer.body) as Answer;
    const active = body.results.filter((result) => result.active).length;
    if (active !== TOKENS) throw new Error(`${active} of ${TOKENS} good tokens are active.`);
    const headers = ownHeadersOf(answer);
    const raw = await bench.start({ kind: 'raw', headers, body, parses: true });
    await requireSameAnswers(service, [raw], request);

    const encoded = encode(request);
    const next = () => encoded;
    const measured = await bench.alternate({
      raw: requestsTo(raw, next, LOAD),
      service: requestsTo(service, next, LOAD),
    });
    const comparison = compare(measured.service, measured.raw);
    const rate = comparison.perSecond * TOKENS;
    return [
      {
        work: batchIntrospection.work,
        measured: `${Math.round(rate).toLocaleString('en')} tokens/s`,
        cpuMicroseconds: comparison.cpuMicroseconds,
        ...judge(rate, TARGETS.batchTokensPerSecond),
      },
      rateOf('the same, against node:http that parses and answers', comparison),
    ];
  },
};
