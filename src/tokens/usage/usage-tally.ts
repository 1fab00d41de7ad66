import type { UtcDay } from './utc-day.js';
import type { UsageCounts } from './usage-counts.js';

/** What one token did on one day. */
export interface TokenUsageCounts extends UsageCounts {
  tokenId: string;
  day: UtcDay;
}

/** Counts in memory, for at most so many tokens and days. */
export class UsageTally {
  private readonly days = new Map<UtcDay, Map<string, TokenUsageCounts>>();
  private entries = 0;

  constructor(private readonly max: number) {}

  get size(): number {
    return this.entries;
  }

  /** @returns false when it has no room for another token */
  add(tokenId: string, day: UtcDay, outcome: keyof UsageCounts): boolean {
    const counts = this.days.get(day)?.get(tokenId) ?? this.begin(tokenId, day);
    if (counts === null) return false;
    counts[outcome]++;
    return true;
  }

  /** Everything that was counted, which is then forgotten. */
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
