/** Aborts when nothing was received for too long. */
export class IdleTimeout {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout;
  private isEnding = false;

  constructor(private limitMs: number) {
    this.timer = this.begin();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get expired(): boolean {
    return this.controller.signal.aborted;
  }

  restart(): void {
    if (!this.isEnding) this.timer.refresh();
  }

  /** Aborts after this time at the latest, whatever is received. */
  endWithin(limitMs: number): void {
    if (this.isEnding) return;
    this.isEnding = true;
    this.limitMs = Math.min(limitMs, this.limitMs);
    this.stop();
    this.timer = this.begin();
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private begin(): NodeJS.Timeout {
    return setTimeout(() => {
      this.controller.abort();
    }, this.limitMs);
  }
}
