/** Also how long caches may keep the set: they have the next key long before it signs. */
export const JWKS_MAX_AGE_SECONDS = 300;

const DAY_MS = 86_400_000;

/** How long a key is published before it signs, and after the last JWT it signed. */
export const OVERLAP_MS = DAY_MS;

interface Scheduled {
  activatesAt: Date;
}

/**
 * When the next key is to begin to sign; null while there need not be one yet. The first one begins
 * at once: there is no cached set that could lack it.
 *
 * @param keys oldest first, as everywhere here
 */
export function nextActivation(
  keys: readonly Scheduled[],
  rotationDays: number,
  now: Date,
): Date | null {
  const newest = keys.at(-1);
  if (newest === undefined) return now;
  const planned = newest.activatesAt.getTime() + rotationDays * DAY_MS;
  const published = now.getTime() + OVERLAP_MS;
  return published < planned ? null : new Date(Math.max(planned, published));
}

/** The key that signs. The clock of the instance that made the first one may have been ahead. */
export function activeAt<T extends Scheduled>(keys: readonly T[], now: Date): T | undefined {
  return keys.findLast(({ activatesAt }) => activatesAt <= now) ?? keys[0];
}

/** Those whose successor has signed for so long that nothing they signed can be good any more. */
export function outlived<T extends Scheduled>(keys: readonly T[], now: Date): T[] {
  return keys.filter((_key, index) => {
    const successor = keys[index + 1];
    return successor && successor.activatesAt.getTime() + OVERLAP_MS <= now.getTime();
  });
}
