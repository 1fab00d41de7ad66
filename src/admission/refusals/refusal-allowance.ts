const WINDOW_MS = 60_000;

/**
 * Bounds how many refused requests are kept: per minute in total, and per minute for one credential,
 * so that a flood with one token does not displace the refusals of others.
 */
export class RefusalAllowance {
  private endsAt = 0;
  private taken = 0;
  /** Has at most `perMinute` entries. */
  private readonly takenBy = new Map<string, number>();

  constructor(
    private readonly perMinute: number,
    private readonly perCredential: number,
  ) {}

  /** @param now milliseconds since 1970 */
  take(credentialId: string, now: number): boolean {
    this.renew(now);
    const takenByThis = this.takenBy.get(credentialId) ?? 0;
    if (this.taken >= this.perMinute || takenByThis >= this.perCredential) return false;
    this.taken++;
    this.takenBy.set(credentialId, takenByThis + 1);
    return true;
  }

  /** A clock that was set back also begins a new minute. */
  private renew(now: number): void {
    if (now < this.endsAt && now >= this.endsAt - WINDOW_MS) return;
    this.endsAt = now + WINDOW_MS;
    this.taken = 0;
    this.takenBy.clear();
  }
}
