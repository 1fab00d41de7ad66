interface Waiting<Row> {
  digest: Buffer;
  found: (row: Row | null) => void;
  failed: (error: unknown) => void;
}

/**
 * Combines lookups of the same turn of the event loop into one query. A busy process handles many
 * requests per turn, and a query costs more than its rows. An idle process does not wait for
 * others.
 */
export class GatheredLookups<Row> {
  private waiting: Waiting<Row>[] = [];

  /** @param ask finds the rows for 1 to `max` digests, in the same order */
  constructor(
    private readonly max: number,
    private readonly ask: (digests: readonly Buffer[]) => Promise<(Row | null)[]>,
  ) {}

  find(digest: Buffer): Promise<Row | null> {
    return new Promise((found, failed) => {
      const count = this.waiting.push({ digest, found, failed });
      if (count === this.max) void this.send();
      else if (count === 1) setImmediate(() => void this.send());
    });
  }

  private async send(): Promise<void> {
    const { waiting } = this;
    if (waiting.length === 0) return;
    this.waiting = [];
    try {
      const rows = await this.ask(waiting.map(({ digest }) => digest));
      waiting.forEach(({ found }, index) => {
        found(rows[index] ?? null);
      });
    } catch (error) {
      for (const { failed } of waiting) failed(error);
    }
  }
}
