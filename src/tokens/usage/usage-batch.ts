import type { TokenUsageCounts } from './usage-tally.js';

/** For so long it is remembered that a batch was written. */
export const REMEMBERED_DAYS = 7;
const DAY_MS = 86_400_000;
/** A day less: clocks differ, and the sweep that forgets may be somebody else's. */
const REPEATABLE_MS = (REMEMBERED_DAYS - 1) * DAY_MS;

/** Counts that are added together, once. */
export interface UsageBatch {
  id: string;
  takenAt: Date;
  counts: readonly TokenUsageCounts[];
}

/** Whether it would still be known that it has been written. */
export function isRepeatable({ takenAt }: UsageBatch, now: Date): boolean {
  return now.getTime() - takenAt.getTime() < REPEATABLE_MS;
}
