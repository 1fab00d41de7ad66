import { IdempotencyKeyInUseError } from './idempotency.errors.js';

/** The id that is reserved for the resource that a request creates. */
export class Reservation {
  private found = false;

  /** @param isRetry whether an earlier attempt with the same id ended without a response */
  constructor(
    readonly id: string,
    readonly isRetry = false,
  ) {}

  /** Whether the response shows a resource that an earlier attempt created. */
  get isFound(): boolean {
    return this.found;
  }

  /**
   * Finds the resource that an earlier attempt created before it ended without a response, so that
   * it is not created twice.
   *
   * @param find called only if there was an earlier attempt
   */
  async findMade<T>(find: (id: string) => Promise<T | null>): Promise<T | null> {
    if (!this.isRetry) return null;
    const made = await find(this.id);
    this.found = made !== null;
    return made;
  }

  /**
   * The same for what is loaded anyway.
   *
   * @param isMade whether something with this id exists
   * @returns whether an earlier attempt made it
   * @throws IdempotencyKeyInUseError if a later attempt made it, because this one seemed to be dead
   */
  recognize(isMade: boolean): boolean {
    if (isMade && !this.isRetry) throw new IdempotencyKeyInUseError();
    this.found = isMade;
    return isMade;
  }
}
