/** The number of changes that are tracked individually. */
const MAX_CHANGES = 10_000;

/**
 * Tells a reader whether something changed during its read. Data read before a change was announced
 * may be older than the change.
 */
export class RecentChanges {
  private readonly numbers = new Map<string, number>();
  private last = 0;
  /** Reads that began before this number may have missed a change. */
  private floor = 0;

  /** A reader stores this before it reads, and passes it to `includes` afterwards. */
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

  /** Whether anything with one of these tags has changed since. */
  includes(tags: readonly string[], since: number): boolean {
    return since < this.floor || tags.some((tag) => (this.numbers.get(tag) ?? 0) > since);
  }
}
