import { encode, jsonPost } from '../load/http-request.js';
import { probeJson } from '../load/probe.js';
import { compare } from '../measuring/compare.js';
import { measure, requestsTo } from '../measuring/measure.js';
import type { Subject } from '../measuring/measure.js';
import type { ServerProcess } from '../processes/server-process.js';
import { rateOf } from '../report/throughput.js';
import { newToken } from '../seeding/scene.js';
import type { Row } from './row.js';
import { TARGETS } from './targets.js';

export const creation: Row = {
  name: 'creation',
  work: 'POST /api/tokens',
  note: [
    'POST /api/tokens: the reference runs BEGIN, the same two INSERTs (prepared) and COMMIT, 32 at a time, with a pool',
    'of the same size: in a loop without HTTP, and behind a bare Nest route.',
  ].join('\n'),
  run: async (bench) => {
    const { adminSession, assistant } = await bench.scene();
    const [user] = await bench.query<{ id: string }>(
      `SELECT id FROM users WHERE username = 'admin'`,
    );
    const service = await bench.startService();
    const inserts = await bench.start({
      kind: 'two-inserts',
      databaseUrl: bench.databaseUrl,
      userId: user?.id ?? '',
      username: 'admin',
      assistantId: assistant.uuid,
    });
    const encoded = encode(jsonPost('/api/tokens', adminSession, newToken(assistant)));
    const next = () => encoded;
    const { loop, http, created } = await bench.alternate({
      loop: transactionsOf(inserts),
      http: requestsTo(inserts, next),
      created: requestsTo(service, next),
    });
    const { work } = creation;
    return [
      rateOf(`${work}, against the loop`, compare(created, loop), TARGETS.createBesideInserts),
      rateOf(`${work}, against it over HTTP`, compare(created, http)),
    ];
  },
};

/** The transactions as such, in the process of the server. */
function transactionsOf(server: ServerProcess): Subject {
  return ({ milliseconds, signal }) => {
    signal.throwIfAborted();
    return measure(server, async () => {
      const started = performance.now();
      const { written } = await probeJson(server.url, { path: `/loop/${milliseconds}` });
      const seconds = (performance.now() - started) / 1_000;
      return { count: Number(written), seconds, p99: NaN };
    });
  };
}
