import type { Bench } from '../bench.js';
import { bearer, encode, jsonPost, verification } from '../load/http-request.js';
import { latenciesInTurn } from '../measuring/latencies.js';
import { median } from '../measuring/statistics.js';
import { atMost, judge, milliseconds } from '../report/result.js';
import type { Result } from '../report/result.js';
import { newToken } from '../seeding/scene.js';
import type { Scene } from '../seeding/scene.js';
import { seedScale } from '../seeding/seed-scale.js';
import { seededId, seededSecret } from '../seeding/seeded-token.js';
import { unknownSecrets } from '../seeding/unknown-secrets.js';
import { progress } from '../report/progress.js';
import type { Row } from './row.js';

const FEW = 1_000;
const TIMES = 400;
/** Of those, to warm up. */
const IGNORED = 100;
const UNAUTHORIZED = 401;
const AT_MOST = atMost(1.3);

/** A service on a table of some size. */
interface Instance {
  url: string;
  tokens: number;
  scene: Scene;
}

interface Operation {
  name: string;
  /** The request of that turn, encoded. */
  request: (instance: Instance, turn: number) => string;
  expectedStatus?: number;
}

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
  note: 'Scale: medians of the time of one request, one at a time, in turn on a table of either size.',
  run: async (bench) => {
    const few = await instanceOf(bench, 'few', FEW);
    const many = await instanceOf(bench, 'many', bench.scaleTokens);
    const results: Result[] = [];
    for (const operation of OPERATIONS) results.push(await compare(bench, operation, many, few));
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

async function compare(
  bench: Bench,
  { name, request, expectedStatus }: Operation,
  many: Instance,
  few: Instance,
): Promise<Result> {
  const callers = [many, few].map((instance) => {
    let turn = 0;
    return {
      url: instance.url,
      next: () => request(instance, turn++),
      ...(expectedStatus !== undefined && { expectedStatus }),
    };
  });
  const [ofMany = NaN, ofFew = NaN] = (await latenciesInTurn(callers, TIMES, bench.signal)).map(
    (latencies) => median(latencies.slice(IGNORED)),
  );
  const ratio = ofMany / ofFew;
  return {
    work: `${name}, ${many.tokens.toLocaleString('en')} tokens against ${few.tokens.toLocaleString('en')}`,
    measured: milliseconds(ofMany),
    reference: milliseconds(ofFew),
    ratio,
    ...judge(ratio, AT_MOST),
  };
}

function present(secret: string): string {
  return encode(verification(secret));
}

/** Numbers of tokens from all over the table. */
function spread(turn: number, tokens: number): number {
  return Math.floor((turn * tokens) / FEW);
}
