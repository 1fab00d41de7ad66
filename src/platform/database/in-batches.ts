import { setTimeout } from 'node:timers/promises';

/**
 * Deletes batches until none is left or the service stops. Pauses three times as long as each batch
 * took, which leaves three quarters of the time to other work.
 */
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
