const LOOK_UPS_PER_SECOND = 100;

/** Limits lookups per second for all networks together that exceed their limit. */
export class LookUpBudget {
  private second = 0;
  private taken = 0;

  take(now: number): boolean {
    const second = Math.floor(now / 1_000);
    if (second !== this.second) {
      this.second = second;
      this.taken = 0;
    }
    this.taken++;
    return this.taken <= LOOK_UPS_PER_SECOND;
  }
}
