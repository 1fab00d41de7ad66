import type { Bench } from '../bench.js';
import { bearer, encode, jsonPost, verification } from '../load/http-request.js';
import type { Result } from '../report/result.js';
import { newToken } from '../seeding/scene.js';
import { seedScale } from '../seeding/seed-scale.js';
import { seededId, seededSecret } from '../seeding/seeded-token.js';
import { unknownSecrets } from '../seeding/unknown-secrets.js';
import { progress } from '../report/progress.js';
import { compareSizes, TIMES } from './compare-sizes.js';
import type { Instance, Operation } from './compare-sizes.js';
import type { Row } from './row.js';

const FEW = 1_000;
const UNAUTHORIZED = 401;

const OPERATIONS: Operation[] = [
  { name: 'verify, cached', request: ({ scene }) => present(scene.secret) },
  {
    name: 'verify, first sight',
    request: ({ tokens }, turn) => present(seededSecret(spread(turn, tokens))),
  },
  {
    name: 'verify, unknown',
    request: () => present(unknownSecrets(1).join()),
    expectedStatus: UNAUTHORIZED,
  },
  {
    name: 'create',
    request: ({ scene }) =>
      encode(jsonPost('/api/tokens', scene.adminSession, newToken(scene.assistant))),
  },
  {
    name: 'revoke',
    request: ({ tokens, scene }, turn) =>
      encode({
        method: 'DELETE',
        path: `/api/tokens/${seededId(spread(TIMES + turn, tokens))}`,
        headers: bearer(scene.adminSession),
      }),
  },
];

export const scale: Row = {
  name: 'scale',
  work: 'many tokens against 1,000',
  note: 'Scale: the median time of one request. Requests are sent one at a time, in turn to a large and a small table.',
  run: async (bench) => {
    const few = await instanceOf(bench, 'few', FEW);
    const many = await instanceOf(bench, 'many', bench.scaleTokens);
    const results: Result[] = [];
    for (const operation of OPERATIONS)
      results.push(await compareSizes(bench.signal, operation, many, few));

    return results;
  },
};

async function instanceOf(bench: Bench, name: string, tokens: number): Promise<Instance> {
  const databaseUrl = await bench.createDatabase(`bench_${name}`);
  const scene = await bench.sceneIn(databaseUrl);
  await seedScale({ databaseUrl, tokens, signal: bench.signal, onProgress: progress });
  const { url } = await bench.startService({}, databaseUrl);
  return { url, tokens, scene };
}

function present(secret: string): string {
  return encode(verification(secret));
}

/** Numbers of tokens from all over the table. */
function spread(turn: number, tokens: number): number {
  return Math.floor((turn * tokens) / FEW);
}
