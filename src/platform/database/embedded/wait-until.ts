import { setTimeout as delay } from 'node:timers/promises';

const INTERVAL_MS = 50;

/** Checks the condition at least once. @returns whether it became true in time */
export async function waitUntil(
  condition: () => Promise<boolean>,
  patienceMs: number,
): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  while (!(await condition())) {
    if (Date.now() >= deadline) return false;
    await delay(INTERVAL_MS);
  }
  return true;
}
