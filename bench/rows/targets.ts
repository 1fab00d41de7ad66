import { atLeast, atMost } from '../report/result.js';

/**
 * What each line must reach. `before` is the result of version 0.2, measured when the target was set.
 * Lines without a target are not here.
 */
export const TARGETS = {
  verifyBesideRaw: atLeast(0.85, { before: '0.74' }),
  verifyBesidePlain: atLeast(1.2, { before: '0.83–0.97' }),
  verifyP99Times: atMost(2),
  introspectBesidePlain: atLeast(1.2, { before: '0.62–0.80' }),
  batchTokensPerSecond: atLeast(500_000, { unit: ' tokens/s', before: '330 k–540 k' }),
  cachedPrincipals: atMost(100, { unit: ' MB', before: '105–127' }),
  getAssistantCpu: atMost(200, { unit: ' µs', before: '165' }),
  listAssistantsCpu: atMost(950, { unit: ' µs', before: '872' }),
  createBesideInserts: atLeast(0.3, { before: '0.57–0.70' }),
  firstSightBesideSelect: atLeast(0.6, { before: '1.07' }),
  floodKept: atLeast(0.8, { before: '0.94' }),
  floodQueries: atMost(1, { before: '0.22' }),
  revocationLag: atMost(3_000, { unit: ' ms', before: 'max 3' }),
  webhookRate: atLeast(200, { unit: '/s', before: '0.4' }),
  webhookBurstHalf: atMost(200, { unit: ' ms', before: 'over 140 s' }),
  webhookBurstLast: atMost(2_000, { unit: ' ms', before: 'over 140 s' }),
  webhookBesideTarpits: atMost(2_000, { unit: ' ms' }),
  migrating: atMost(3_000, { unit: ' ms' }),
  largeListTimes: atMost(2, { before: '0.94' }),
  inventoryTimes: atMost(3),
  largeTableTimes: atMost(1.3, { before: '0.98–1.16' }),
};
