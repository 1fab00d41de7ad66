const FIRST_DELAY_SECONDS = 21;
/** Delays double. Together they add up to 24 hours less ten minutes. */
export const MAX_TRIES = 13;
/** Then a webhook that only fails is disabled, and an attempt that is so late is not made. */
export const GIVE_UP_AFTER_MS = 3 * 24 * 60 * 60 * 1_000;
/** Spreads retries, so that a receiver that comes back does not get all of them at once. */
const MAX_JITTER = 0.1;

/**
 * @param tries failed attempts so far
 * @param retryAfter seconds from the receiver's `Retry-After`, a lower bound of the delay
 * @returns whole seconds until the next attempt; `null` if there is none
 */
export function delayAfter(tries: number, retryAfter: number | null): number | null {
  if (tries >= MAX_TRIES) return null;
  const planned = FIRST_DELAY_SECONDS * 2 ** (tries - 1);
  return Math.max(Math.round(planned * (1 - MAX_JITTER * Math.random())), retryAfter ?? 0);
}
