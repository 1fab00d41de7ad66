/** How long caches may keep the key set. They get the next key long before it signs. */
export const JWKS_MAX_AGE_SECONDS = 300;

const DAY_MS = 86_400_000;

/** How long a key is published before it signs, and after the last JWT it signed. */
export const OVERLAP_MS = DAY_MS;

interface Scheduled {
  activatesAt: Date;
}

/**
 * @param keys oldest first
 * @returns when the next key must begin to sign; `null` if it is not needed yet. The first key
 *   begins immediately, because no cache can have a set without it.
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

/** The key that signs. Falls back to the first one, whose creator's clock may have been ahead. */
export function activeAt<T extends Scheduled>(keys: readonly T[], now: Date): T | undefined {
  return keys.findLast(({ activatesAt }) => activatesAt <= now) ?? keys[0];
}

/** The keys whose successor has signed for so long that all JWTs signed with them have expired. */
export function outlived<T extends Scheduled>(keys: readonly T[], now: Date): T[] {
  return keys.filter((_key, index) => {
    const successor = keys[index + 1];
    return successor && successor.activatesAt.getTime() + OVERLAP_MS <= now.getTime();
  });
}
