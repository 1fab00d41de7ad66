import { bearer, encode } from '../load/http-request.js';
import { latenciesInTurn } from '../measuring/latencies.js';
import { median } from '../measuring/statistics.js';
import { progress } from '../report/progress.js';
import { judge, milliseconds } from '../report/result.js';
import type { Result } from '../report/result.js';
import { seedInventory } from '../seeding/seed-inventory.js';
import type { Row } from './row.js';
import { TARGETS } from './targets.js';

const TOKENS = 1_000_000;
const TIMES = 60;
const WARM_UP = 5;
/** None of the tokens is deleted while they are listed. */
const SETTINGS = { TOKEN_RETENTION_DAYS: '3650' };

const daysFromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

/** Values that many tokens have, and values that few have. */
const QUERIES: Record<string, string> = {
  'q=service': 'q=service',
  'q of 250': 'q=3999',
  'q of 10': 'q=zebra',
  assistantId: 'assistantId=team-7:assistant-6',
  ownerId: 'ownerId=user-77',
  teamId: 'teamId=team-7',
  'type=personal': 'type=personal',
  'readOnly=true': 'readOnly=true',
  'readOnly=false': 'readOnly=false',
  'status=active': 'status=active',
  'status=paused': 'status=paused',
  'status=expired': 'status=expired',
  'status=revoked': 'status=revoked',
  'tag=env': 'tag=env',
  'tag=squad=7': 'tag=squad%3D7',
  'expiresBefore in 7 days': `expiresBefore=${daysFromNow(7)}`,
  'active, expiresBefore in 7 days': `status=active&expiresBefore=${daysFromNow(7)}`,
  'expiresAfter now': `expiresAfter=${daysFromNow(0)}`,
  'neverExpires=true': 'neverExpires=true',
  'unusedSince 90 days': `unusedSince=${daysFromNow(-90)}`,
  'neverUsed=true': 'neverUsed=true',
  'createdBefore 600 days': `createdBefore=${daysFromNow(-600)}`,
  'createdAfter 1 day': `createdAfter=${daysFromNow(-1)}`,
  'reused=true': 'reused=true',
  'ownerLeft=true': 'ownerLeft=true',
  'sort=name': 'sort=name',
  'sort=-lastUsedAt': 'sort=-lastUsedAt',
  'sort=expiresAt': 'sort=expiresAt',
};

export const inventory: Row = {
  name: 'inventory',
  work: 'GET /api/tokens with a filter, 1,000,000 tokens',
  note: 'Inventory: the median time of the first page with a filter, compared with the first page of all tokens, requested in turn.',
  run: async (bench) => {
    const databaseUrl = await bench.createDatabase('bench_inventory');
    const { adminSession } = await bench.sceneIn(databaseUrl);
    const { signal } = bench;
    const tokens = Math.min(TOKENS, bench.scaleTokens);
    await seedInventory({ databaseUrl, tokens, signal, onProgress: progress });
    const { url } = await bench.startService(SETTINGS, databaseUrl);
    const headers = bearer(adminSession);
    const callerOf = (query: string) => {
      const encoded = encode({ path: `/api/tokens${query}`, headers });
      return { url, next: () => encoded };
    };
    const results: Result[] = [];
    for (const [name, query] of Object.entries(QUERIES)) {
      const callers = [callerOf(`?${query}`), callerOf('')];
      const [ofFilter = NaN, ofAll = NaN] = (await latenciesInTurn(callers, TIMES, signal)).map(
        (latencies) => median(latencies.slice(WARM_UP)),
      );
      const ratio = ofFilter / ofAll;
      results.push({
        work: `GET /api/tokens, ${name}`,
        measured: milliseconds(ofFilter),
        reference: milliseconds(ofAll),
        ratio,
        ...judge(ratio, TARGETS.inventoryTimes),
      });
    }
    return results;
  },
};
