import { ownHeadersOf } from '../load/answer.js';
import { encode, verification } from '../load/http-request.js';
import { probeAnswer } from '../load/probe.js';
import { compare } from '../measuring/compare.js';
import { AWAKE, requestsTo } from '../measuring/measure.js';
import { p99Of, rateOf } from '../report/throughput.js';
import type { Row } from './row.js';
import { requireSameAnswers } from './same-answers.js';
import { TARGETS } from './targets.js';

const WORK = 'GET /api/auth/verify, cached token';

export const cachedToken: Row = {
  name: 'cached',
  work: 'a cached token',
  note: [
    'Cached token: the references are node:http, which writes the same headers and does nothing else, and plain',
    'Nest on Express with the same responses and settings: body parsers, the request log of nestjs-pino, no',
    '`etag`, no `x-powered-by`, and a guard that looks up the token in a Map.',
  ].join('\n'),
  run: async (bench) => {
    const { secret } = await bench.scene();
    const service = await bench.startService();
    const request = verification(secret);
    const raw = await bench.start({
      kind: 'raw',
      headers: ownHeadersOf(await probeAnswer(service.url, request)),
    });
    // Without helmet: the service's answer to a gateway has no security headers.
    const plain = await bench.startPlainNest(['body', 'log', 'guard']);
    await requireSameAnswers(service, [raw, plain], request);

    const encoded = encode(request);
    const next = () => encoded;
    const measured = await bench.alternate({
      raw: requestsTo(raw, next, AWAKE),
      plain: requestsTo(plain, next, AWAKE),
      service: requestsTo(service, next, AWAKE),
    });
    const besidePlain = compare(measured.service, measured.plain);
    return [
      rateOf(
        `${WORK}, against node:http`,
        compare(measured.service, measured.raw),
        TARGETS.verifyBesideRaw,
      ),
      rateOf(`${WORK}, against plain Nest`, besidePlain, TARGETS.verifyBesidePlain),
      p99Of(`${WORK}, against plain Nest`, besidePlain, TARGETS.verifyP99Times),
    ];
  },
};
