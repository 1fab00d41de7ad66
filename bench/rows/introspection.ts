import { encode, introspectionOf } from '../load/http-request.js';
import { compare } from '../measuring/compare.js';
import { AWAKE, requestsTo } from '../measuring/measure.js';
import { rateOf } from '../report/throughput.js';
import type { Row } from './row.js';
import { requireSameAnswers } from './same-answers.js';
import { TARGETS } from './targets.js';

export const introspection: Row = {
  name: 'introspection',
  work: 'POST /api/tokens/_introspect, cached',
  note: [
    'Introspection: the reference is plain Nest on Express with the same responses and settings. Its guard looks up',
    'the caller in a Map, a ValidationPipe checks the body, and the route looks up the response in a Map.',
  ].join('\n'),
  run: async (bench) => {
    const { personal, secret } = await bench.scene();
    const request = introspectionOf(personal, secret);
    const service = await bench.startService();
    const plain = await bench.startPlainNest(['helmet', 'log', 'body', 'guard', 'validation']);
    await requireSameAnswers(service, [plain], request);

    const encoded = encode(request);
    const next = () => encoded;
    const measured = await bench.alternate({
      plain: requestsTo(plain, next, AWAKE),
      service: requestsTo(service, next, AWAKE),
    });
    return [
      rateOf(
        `${introspection.work}, against plain Nest`,
        compare(measured.service, measured.plain),
        TARGETS.introspectBesidePlain,
      ),
    ];
  },
};
