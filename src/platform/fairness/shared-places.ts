export interface Holder {
  name: string;
  /** The holder gets another place while it holds fewer than this many times the free places. */
  share: number;
}

/** Why a holder gets no place: all are taken, or it holds its share already. */
export type Refusal = 'full' | 'share';

/**
 * Places for work at the same time. A holder gets its first place whenever one is free, and another
 * one depending on how many are free. So a holder of many leaves places for others.
 */
export class SharedPlaces {
  private count = 0;
  private readonly held = new Map<string, number>();

  constructor(private readonly size: number) {}

  get taken(): number {
    return this.count;
  }

  heldBy(name: string): number {
    return this.held.get(name) ?? 0;
  }

  /** @returns `null` if the holders may take a place together */
  refusalOf(holders: Holder[]): Refusal | null {
    const free = this.size - this.count;
    if (free <= 0) return 'full';
    const mayTake = holders.every(({ name, share }) => this.heldBy(name) < free * share);
    return mayTake ? null : 'share';
  }

  /** Takes a place even if {@link refusalOf} refuses it. @returns a function that gives it back */
  take(holders: Holder[]): () => void {
    this.add(holders, 1);
    let isHeld = true;
    return () => {
      if (isHeld) this.add(holders, -1);
      isHeld = false;
    };
  }

  private add(holders: Holder[], change: 1 | -1): void {
    this.count += change;
    for (const { name } of holders) {
      const held = this.heldBy(name) + change;
      if (held === 0) this.held.delete(name);
      else this.held.set(name, held);
    }
  }
}
