export function median(values: Iterable<number>): number {
  return percentile(Float64Array.from(values).sort(), 50);
}

/** @param sorted in ascending order */
export function percentile(sorted: Float64Array, percent: number): number {
  const index = Math.ceil((percent / 100) * sorted.length) - 1;
  return sorted[Math.max(0, index)] ?? NaN;
}
