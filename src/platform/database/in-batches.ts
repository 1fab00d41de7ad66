import { setTimeout } from 'node:timers/promises';

/** Until a batch finds nothing, or there is no more time. Three quarters of the time are left to others. */
export async function inBatches(
  deleteBatch: () => Promise<number>,
  isStopping: () => boolean,
): Promise<void> {
  while (!isStopping()) {
    const begunAt = performance.now();
    if ((await deleteBatch()) === 0) return;
    await setTimeout(3 * (performance.now() - begunAt));
  }
}
