import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { v7 } from 'uuid';
import { prepareDatabase } from '../../src/platform/database/prepare-database.js';
import { retryDeadlocks } from '../../src/platform/database/retry-deadlocks.js';
import { LastRelease } from '../migrating/last-release.js';
import { seedLastRelease } from '../migrating/seed-last-release.js';
import { progress } from '../report/progress.js';
import { judge, milliseconds } from '../report/result.js';
import { seededId } from '../seeding/seeded-token.js';
import type { Row } from './row.js';
import { TARGETS } from './targets.js';

const PAUSE_MS = 5;

type Work = (release: LastRelease, turn: number) => Promise<unknown>;

export const migration: Row = {
  name: 'migration',
  work: 'migrating from 0.2.0',
  note: [
    'Migration: statements of version 0.2.0 run one after the other while this version migrates its database.',
    'The time is the longest of each kind.',
  ].join('\n'),
  run: async (bench) => {
    const { signal, scaleTokens: tokens } = bench;
    const databaseUrl = await bench.createDatabase('bench_migration');
    const issuer = await seedLastRelease({ databaseUrl, tokens, signal, onProgress: progress });
    const at = (turn: number, part: number) => seededId((turn * 3 + part) % tokens);
    const works: Record<string, Work> = {
      verify: (release, turn) => release.verify(seededId(tokens - 1 - (turn % tokens))),
      issue: (release) => release.issue(v7(), issuer),
      revoke: (release, turn) => release.revoke(at(turn, 0)),
      rotate: (release, turn) => release.rotate(at(turn, 1)),
      'record a use': (release, turn) => release.recordUse(at(turn, 2)),
    };

    const migrated = new AbortController();
    const stop = () => {
      migrated.abort();
    };
    const until = AbortSignal.any([signal, migrated.signal]);
    const begun = performance.now();
    const [took, ...results] = await Promise.all([
      prepareDatabase(databaseUrl)
        .then(() => `${((performance.now() - begun) / 1_000).toFixed(0)} s`)
        .finally(stop),
      ...Object.entries(works).map(async ([name, work]) => ({
        name,
        times: await timesOf(databaseUrl, work, until).finally(stop),
      })),
    ]);
    progress(`${tokens.toLocaleString('en')} tokens migrated in ${took}`);
    return results.map(({ name, times }) => ({
      work: `${migration.work} in ${took}: ${name}, ${times.length.toLocaleString('en')} times`,
      measured: milliseconds(Math.max(...times)),
      ...judge(Math.max(...times), TARGETS.migrating),
    }));
  },
};

/** Does the work again and again. @returns the milliseconds of each time */
async function timesOf(url: string, work: Work, signal: AbortSignal): Promise<number[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const release = new LastRelease(client);
    const times: number[] = [];
    while (!signal.aborted) {
      const begun = performance.now();
      await retryDeadlocks(() => work(release, times.length));
      times.push(performance.now() - begun);
      await delay(PAUSE_MS);
    }
    return times;
  } finally {
    await client.end();
  }
}
