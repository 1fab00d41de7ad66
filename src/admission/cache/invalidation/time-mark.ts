/**
 * A point in time by two clocks, because the monotonic clock stops while the machine is suspended
 * and the wall clock can be set back.
 */
export interface TimeMark {
  monotonic: number;
  wall: number;
}

export function markNow(): TimeMark {
  return { monotonic: performance.now(), wall: Date.now() };
}

/** Milliseconds, by the clock that shows more. */
export function elapsedSince({ monotonic, wall }: TimeMark): number {
  return Math.max(performance.now() - monotonic, Date.now() - wall);
}
