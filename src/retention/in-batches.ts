import { setImmediate } from 'node:timers/promises';

/** Until a batch finds nothing, or there is no more time; others get a turn in between. */
export async function inBatches(
  deleteBatch: () => Promise<number>,
  isStopping: () => boolean,
): Promise<void> {
  while (!isStopping() && (await deleteBatch()) > 0) await setImmediate();
}
