import type { UtcDay } from '../utc-day.js';
import type { UsageCounts } from '../usage-counts.js';

/** The counts of one token on one day. */
export interface TokenUsageCounts extends UsageCounts {
  tokenId: string;
  day: UtcDay;
}

/** Counts in memory, with a bound on the number of tokens and days. */
export class UsageTally {
  private readonly days = new Map<UtcDay, Map<string, TokenUsageCounts>>();
  private entries = 0;

  constructor(private readonly max: number) {}

  get size(): number {
    return this.entries;
  }

  /** @returns false if there is no room for another token */
  add(tokenId: string, day: UtcDay, outcome: keyof UsageCounts): boolean {
    const counts = this.days.get(day)?.get(tokenId) ?? this.begin(tokenId, day);
    if (counts === null) return false;
    counts[outcome]++;
    return true;
  }

  /** Returns all counts and resets them. */
  take(): TokenUsageCounts[] {
    const counts = [...this.days.values()].flatMap((tokens) => [...tokens.values()]);
    this.days.clear();
    this.entries = 0;
    return counts;
  }

  private begin(tokenId: string, day: UtcDay): TokenUsageCounts | null {
    if (this.entries >= this.max) return null;
    this.entries++;
    const counts = { tokenId, day, accepted: 0, refused: 0, rateLimited: 0 };
    const tokens = this.days.get(day);
    if (tokens === undefined) this.days.set(day, new Map([[tokenId, counts]]));
    else tokens.set(tokenId, counts);
    return counts;
  }
}
