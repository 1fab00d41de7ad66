import { encode, jsonPost } from '../load/http-request.js';
import { probe } from '../load/probe.js';
import { compare } from '../measuring/compare.js';
import { AWAKE, requestsTo } from '../measuring/measure.js';
import { atLeast } from '../report/result.js';
import { rateOf } from '../report/throughput.js';
import type { Row } from './row.js';

export const introspection: Row = {
  name: 'introspection',
  work: 'POST /api/tokens/_introspect, cached',
  note: 'Introspection: against bare Nest + Express with its body parser, same request and answer.',
  run: async (bench) => {
    const { personal, secret } = await bench.scene();
    const request = jsonPost('/api/tokens/_introspect', personal, { token: secret });
    const service = await bench.startService();
    const body = JSON.parse(await probe(service.url, request)) as { active: unknown };
    if (body.active !== true) throw new Error('Introspection says that a good token is inactive.');
    const bare = await bench.start({ kind: 'bare+body-parser', body });
    const encoded = encode(request);
    const next = () => encoded;
    const measured = await bench.alternate({
      bare: requestsTo(bare, next, AWAKE),
      service: requestsTo(service, next, AWAKE),
    });
    const comparison = compare(measured.service, measured.bare);
    return [rateOf(introspection.work, comparison, atLeast(0.6))];
  },
};
