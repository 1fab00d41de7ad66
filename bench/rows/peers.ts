import { encode, verification } from '../load/http-request.js';
import type { HttpRequest } from '../load/http-request.js';
import { probe } from '../load/probe.js';
import { compare } from '../measuring/compare.js';
import { requestsTo } from '../measuring/measure.js';
import type { Subject } from '../measuring/measure.js';
import type { ServerProcess } from '../processes/server-process.js';
import { rateOf } from '../report/throughput.js';
import type { Row } from './row.js';

const ROUNDS = 3;

export const peers: Row = {
  name: 'peers',
  work: 'peers',
  note: [
    'Peers: the reference is a bare Nest route on Express. oidc-provider uses its in-memory adapter. better-auth runs',
    'behind node:http on the same PostgreSQL, with its rate limit off. jose runs in the guard of a bare Nest route.',
  ].join('\n'),
  run: async (bench) => {
    const bare = await bench.startPlainNest([]);
    const oidc = await bench.start({ kind: 'oidc-provider' });
    const databaseUrl = await bench.createDatabase('better_auth');
    const betterAuth = await bench.start({ kind: 'better-auth', databaseUrl });
    const jose = await bench.start({ kind: 'jose' });
    const measured = await bench.alternate(
      {
        bare: await subjectOf(bare, verification('')),
        oidc: await subjectOf(oidc, introspectionOf(oidc.credential)),
        betterAuth: await subjectOf(betterAuth, verification(betterAuth.credential)),
        jose: await subjectOf(jose, verification(jose.credential)),
      },
      ROUNDS,
    );
    return [
      rateOf('peer: oidc-provider introspection', compare(measured.oidc, measured.bare)),
      rateOf('peer: better-auth verifyApiKey', compare(measured.betterAuth, measured.bare)),
      rateOf('peer: jose, one EdDSA check', compare(measured.jose, measured.bare)),
    ];
  },
};

async function subjectOf(server: ServerProcess, request: HttpRequest): Promise<Subject> {
  await probe(server.url, request);
  const encoded = encode(request);
  return requestsTo(server, () => encoded);
}

/** Its client authenticates with the token it asks about. */
function introspectionOf(token: string): HttpRequest {
  return {
    method: 'POST',
    path: '/token/introspection',
    headers: {
      Authorization: `Basic ${Buffer.from(`service:${'s'.repeat(32)}`).toString('base64')}`,
      'Content-Type': 'application/x-www-form-urlencoded',
    },
    body: `token=${token}`,
  };
}
