/**
 * A point in time by two clocks. The monotonic clock stops while the machine is suspended, and the wall clock
 * can be set back.
 */
export interface TimeMark {
  monotonic: number;
  wall: number;
}

export function markNow(): TimeMark {
  return { monotonic: performance.now(), wall: Date.now() };
}

/** In milliseconds, by whichever clock shows more. */
export function elapsedSince({ monotonic, wall }: TimeMark): number {
  return Math.max(performance.now() - monotonic, Date.now() - wall);
}
