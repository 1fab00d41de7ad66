const FIRST_DELAY_SECONDS = 21;
/** Each delay is twice the one before: together they are 24 hours less ten minutes. */
export const MAX_TRIES = 13;
/** A receiver that was away is not asked for everything in the same moment. */
const MAX_JITTER = 0.1;

/**
 * @param retryAfter seconds that the receiver wants to be left alone at least
 * @returns whole seconds until the next try after so many that failed; null: that was the last
 */
export function delayAfter(tries: number, retryAfter: number | null): number | null {
  if (tries >= MAX_TRIES) return null;
  const planned = FIRST_DELAY_SECONDS * 2 ** (tries - 1);
  return Math.max(Math.round(planned * (1 - MAX_JITTER * Math.random())), retryAfter ?? 0);
}
