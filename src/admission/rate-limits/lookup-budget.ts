const LOOK_UPS_PER_SECOND = 100;

/** How often the database is asked, each second, for all networks that are over the limit. */
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
