/** Aborts when no sign of life came for too long. */
export class Silence {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout;

  constructor(private readonly longestMs: number) {
    this.timer = this.begin();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get wasTooLong(): boolean {
    return this.controller.signal.aborted;
  }

  broken(): void {
    this.timer.refresh();
  }

  over(): void {
    clearTimeout(this.timer);
  }

  private begin(): NodeJS.Timeout {
    return setTimeout(() => {
      this.controller.abort();
    }, this.longestMs);
  }
}
