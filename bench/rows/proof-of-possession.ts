import { bearer, encode, jsonPost } from '../load/http-request.js';
import { probeJson } from '../load/probe.js';
import { ProvenRequests } from '../load/proven-requests.js';
import { compare } from '../measuring/compare.js';
import { AWAKE, requestsTo } from '../measuring/measure.js';
import { rateOf } from '../report/throughput.js';
import type { Row } from './row.js';

const PATH = '/api/auth/session';
const ROUNDS = 3;

export const proofOfPossession: Row = {
  name: 'dpop',
  work: `GET ${PATH}, token bound to a key`,
  note: [
    'Bound to a key (RFC 9449): the reference is a child token without a key, of the same service. For each request',
    'the service checks a signature (ES256, on another thread) and records the proof as used in the database.',
  ].join('\n'),
  run: async (bench) => {
    const { secret } = await bench.scene();
    const service = await bench.startService();
    const derive = async (body: object) => {
      const { token } = await probeJson(
        service.url,
        jsonPost('/api/tokens/_derive', secret, { expiresIn: 86_400, ...body }),
      );
      return String(token);
    };
    const proven = new ProvenRequests(PATH);
    const bound = await derive({ dpopJkt: await proven.thumbprint() });
    const plain = encode({ path: PATH, headers: bearer(await derive({})) });
    const asked = requestsTo(service, () => proven.next());
    const measured = await bench.alternate(
      {
        plain: requestsTo(service, () => plain, AWAKE),
        bound: async (duration) => {
          await proven.use(bound, service.url);
          return asked(duration);
        },
      },
      ROUNDS,
    );
    const comparison = compare(measured.bound, measured.plain);
    const { work } = proofOfPossession;
    return [rateOf(`${work}, ${comparison.queries.toFixed(2)} queries`, comparison)];
  },
};
