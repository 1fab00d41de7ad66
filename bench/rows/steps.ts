import { bearer, encode } from '../load/http-request.js';
import { compare } from '../measuring/compare.js';
import { AWAKE, requestsTo } from '../measuring/measure.js';
import { rateOf } from '../report/throughput.js';
import type { Row } from './row.js';

const ROUNDS = 3;

export const steps: Row = {
  name: 'steps',
  work: 'where the time goes',
  note: 'Steps of GET /api/auth/session, against bare Nest + Express; from there on each line is the one above and one thing more.',
  run: async (bench) => {
    const { secret, session: body } = await bench.scene();
    const encoded = encode({ path: '/api/auth/session', headers: bearer(secret) });
    const next = () => encoded;
    const measured = await bench.alternate(
      {
        raw: requestsTo(await bench.start({ kind: 'raw', body }), next, AWAKE),
        bare: requestsTo(await bench.start({ kind: 'bare', body }), next, AWAKE),
        short: requestsTo(await bench.start({ kind: 'short', body }), next, AWAKE),
        headers: requestsTo(await bench.start({ kind: 'short+headers', body }), next, AWAKE),
        log: requestsTo(await bench.start({ kind: 'short+headers+log', body }), next, AWAKE),
        service: requestsTo(await bench.startService(), next, AWAKE),
      },
      ROUNDS,
    );
    const { bare } = measured;
    return [
      rateOf('raw node:http', compare(measured.raw, bare)),
      rateOf('bare Nest + Express', compare(bare, bare)),
      rateOf('the same by the adapter of the service', compare(measured.short, bare)),
      rateOf('+ security headers, request id', compare(measured.headers, bare)),
      rateOf('+ request log', compare(measured.log, bare)),
      rateOf('+ body, guards, credential, HAL, last use', compare(measured.service, bare)),
    ];
  },
};
