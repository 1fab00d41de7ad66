/**
 * By two clocks: the monotonic one stands still while a machine is suspended, and the other may be
 * set back.
 */
export interface Moment {
  monotonic: number;
  wall: number;
}

export function momentNow(): Moment {
  return { monotonic: performance.now(), wall: Date.now() };
}

/** In milliseconds, by the clock that says more. */
export function ageOf({ monotonic, wall }: Moment): number {
  return Math.max(performance.now() - monotonic, Date.now() - wall);
}
