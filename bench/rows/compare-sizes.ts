import { latenciesInTurn } from '../measuring/latencies.js';
import { median } from '../measuring/statistics.js';
import { judge, milliseconds } from '../report/result.js';
import type { Result } from '../report/result.js';
import type { Scene } from '../seeding/scene.js';
import { TARGETS } from './targets.js';

export const TIMES = 400;
/** Of those, to warm up. */
const IGNORED = 100;

/** A service on a table of some size. */
export interface Instance {
  url: string;
  tokens: number;
  scene: Scene;
}

export interface Operation {
  name: string;
  /** The request of that turn, encoded. */
  request: (instance: Instance, turn: number) => string;
  expectedStatus?: number;
}

/** What one request takes, one at a time, in turn on a table of either size. */
export async function compareSizes(
  signal: AbortSignal,
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
  const [ofMany = NaN, ofFew = NaN] = (await latenciesInTurn(callers, TIMES, signal)).map(
    (latencies) => median(latencies.slice(IGNORED)),
  );
  const ratio = ofMany / ofFew;
  return {
    work: `${name}, ${many.tokens.toLocaleString('en')} against ${few.tokens.toLocaleString('en')}`,
    measured: milliseconds(ofMany),
    reference: milliseconds(ofFew),
    ratio,
    ...judge(ratio, TARGETS.largeTableTimes),
  };
}
