/** So many are told apart; of older ones it is only known that there were some. */
const MAX_CHANGES = 10_000;

/**
 * Tells a reader whether what it read has changed since it began: what was read before a change
 * was announced may be older than the change.
 */
export class RecentChanges {
  private readonly numbers = new Map<string, number>();
  private last = 0;
  /** Whatever began to be read before this one may have changed. */
  private floor = 0;

  /** What a reader keeps, to ask with it later. */
  get now(): number {
    return this.last;
  }

  add(tag: string): void {
    if (this.numbers.size >= MAX_CHANGES) this.addAll();
    this.numbers.set(tag, ++this.last);
  }

  addAll(): void {
    this.numbers.clear();
    this.floor = ++this.last;
  }

  /** Has anything with one of these tags changed since? */
  includes(tags: readonly string[], since: number): boolean {
    return since < this.floor || tags.some((tag) => (this.numbers.get(tag) ?? 0) > since);
  }
}
