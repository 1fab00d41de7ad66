const FIRST_DELAY_SECONDS = 21;
/** Each delay is twice the one before: together they are 24 hours less ten minutes. */
export const MAX_TRIES = 13;

/** @returns seconds until the next try after so many that failed; null: that was the last */
export function delayAfter(tries: number): number | null {
  return tries >= MAX_TRIES ? null : FIRST_DELAY_SECONDS * 2 ** (tries - 1);
}
