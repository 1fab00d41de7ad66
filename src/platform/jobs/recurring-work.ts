/** Repeats background work at an interval. It never runs twice at the same time. */
export class RecurringWork {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private stopping = false;

  constructor(
    private readonly intervalMs: number,
    private readonly work: () => Promise<void>,
    /** Called when the work fails. It runs again after the interval. */
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Long-running work checks this to end early. */
  readonly isStopping = (): boolean => this.stopping;

  /** Runs the work at each interval, unless the previous run has not finished. */
  start(): void {
    this.timer = setInterval(() => {
      this.begin();
    }, this.intervalMs).unref();
  }

  /** Runs the work now, unless it is running already. */
  begin(): void {
    this.running ??= this.work()
      .catch(this.failed)
      .finally(() => {
        this.running = undefined;
      });
  }

  /** Waits for a running run to finish. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.running;
  }
}
