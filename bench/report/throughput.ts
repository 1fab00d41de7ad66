import type { Comparison } from '../measuring/compare.js';
import { judge, milliseconds, perSecond } from './result.js';
import type { Result, Target } from './result.js';

/** Marks a rate at which the server still had time to spare. */
const NOT_FULL = ' *';

/** A line for the rate. */
export function rateOf(work: string, comparison: Comparison, target?: Target): Result {
  const { perSecond: rate, full, ratio } = comparison;
  return {
    work,
    measured: perSecond(rate) + (full ? '' : NOT_FULL),
    reference: perSecond(comparison.referencePerSecond),
    ratio,
    worstRatio: comparison.worstRatio,
    cpuRatio: comparison.cpuRatio,
    cpuMicroseconds: comparison.cpuMicroseconds,
    ...(target && judge(ratio, target)),
  };
}

/** A line for the slowest one in a hundred. */
export function p99Of(work: string, comparison: Comparison, target: Target): Result {
  return {
    work: `${work}, p99`,
    measured: milliseconds(comparison.p99),
    reference: milliseconds(comparison.referenceP99),
    ratio: comparison.p99Ratio,
    ...judge(comparison.p99Ratio, target),
  };
}
