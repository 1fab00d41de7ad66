import type { Bench } from '../bench.js';
import { encode, jsonPost, verification } from '../load/http-request.js';
import { progress } from '../report/progress.js';
import type { Result } from '../report/result.js';
import { EXPIRE_ALL_BUT, seedChildren } from '../seeding/seed-children.js';
import { seededSecret } from '../seeding/seeded-token.js';
import { compareSizes } from './compare-sizes.js';
import type { Instance, Operation } from './compare-sizes.js';
import type { Row } from './row.js';

const FEW = 1_000;
const MANY = 1_000_000;

const OPERATIONS: Operation[] = [
  {
    name: 'derive a child',
    request: ({ scene }) => encode(jsonPost('/api/tokens/_derive', scene.secret, {})),
  },
  { name: 'verify a child, cached', request: () => present(0) },
  {
    name: 'verify a child, first sight',
    request: ({ tokens }, turn) => present(Math.floor((turn * tokens) / FEW)),
  },
];

const DURING_REMOVAL: Operation[] = [
  { name: 'verify a child, cached, while others are removed', request: () => present(1) },
  {
    name: 'verify a child, first sight, while others are removed',
    request: (_instance, turn) => present(FEW - 1 - turn),
  },
];

export const children: Row = {
  name: 'children',
  work: 'a million children against 1,000',
  note: [
    'Children: the median time of one request. Requests are sent one at a time, in turn to a large and a small table.',
    'While others are removed: an instance that has just started deletes a million expired children. The reference is',
    'an instance that has just started and has nothing to delete.',
  ].join('\n'),
  run: async (bench) => {
    const few = await instanceOf(bench, 'few_children', FEW);
    const many = await instanceOf(bench, 'many_children', MANY);
    const results: Result[] = [];
    for (const operation of OPERATIONS) {
      results.push(await compareSizes(bench.signal, operation, many, few));
    }
    await bench.query(EXPIRE_ALL_BUT(FEW), many.databaseUrl);
    // As new as one another: code that has run for longer is faster.
    const calm = await bench.startService({}, few.databaseUrl);
    const removing = await bench.startService({}, many.databaseUrl);
    for (const operation of DURING_REMOVAL) {
      const before = await countOf(bench, many.databaseUrl);
      const result = await compareSizes(
        bench.signal,
        operation,
        { ...many, url: removing.url },
        { ...few, url: calm.url },
      );
      const after = await countOf(bench, many.databaseUrl);
      progress(
        `${(before - after).toLocaleString('en')} removed, ${after.toLocaleString('en')} left`,
      );
      results.push(result);
    }
    return results;
  },
};

interface SeededInstance extends Instance {
  databaseUrl: string;
}

async function instanceOf(bench: Bench, name: string, tokens: number): Promise<SeededInstance> {
  const databaseUrl = await bench.createDatabase(`bench_${name}`);
  const scene = await bench.sceneIn(databaseUrl);
  await seedChildren({ databaseUrl, children: tokens, signal: bench.signal, onProgress: progress });
  const { url } = await bench.startService({}, databaseUrl);
  return { url, tokens, scene, databaseUrl };
}

async function countOf(bench: Bench, databaseUrl: string): Promise<number> {
  const [row] = await bench.query<{ count: string }>(
    'SELECT count(*) FROM child_tokens',
    databaseUrl,
  );
  return Number(row?.count);
}

function present(n: number): string {
  return encode(verification(seededSecret(n, 'i5c_')));
}
