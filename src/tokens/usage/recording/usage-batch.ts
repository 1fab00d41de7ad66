import type { TokenUsageCounts } from './usage-tally.js';

/** How long the record of a written batch is kept. */
export const REMEMBERED_DAYS = 7;
const DAY_MS = 86_400_000;
/** A day less, because clocks differ and another instance may delete the records. */
const REPEATABLE_MS = (REMEMBERED_DAYS - 1) * DAY_MS;

/** Counts that are added in one statement, exactly once. */
export interface UsageBatch {
  id: string;
  takenAt: Date;
  counts: readonly TokenUsageCounts[];
}

/** Whether the batch can be retried: if it was written, its record still exists. */
export function isRepeatable({ takenAt }: UsageBatch, now: Date): boolean {
  return now.getTime() - takenAt.getTime() < REPEATABLE_MS;
}
