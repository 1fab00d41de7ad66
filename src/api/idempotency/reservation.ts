/** The id that is kept for what a request makes. */
export class Reservation {
  private found = false;

  /** @param isRetry an earlier attempt, which ended without an answer, had the same id */
  constructor(
    readonly id: string,
    readonly isRetry = false,
  ) {}

  /** The answer shows what an earlier attempt has made. */
  get isFound(): boolean {
    return this.found;
  }

  /**
   * What an earlier attempt has made before it ended without an answer; it must not be made again.
   *
   * @param find is asked only when there was one
   */
  async findMade<T>(find: (id: string) => Promise<T | null>): Promise<T | null> {
    if (!this.isRetry) return null;
    const made = await find(this.id);
    this.found = made !== null;
    return made;
  }
}
