/** Work behind the requests, again and again; never twice at once. */
export class RecurringWork {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private stopping = false;

  constructor(
    private readonly intervalMs: number,
    private readonly work: () => Promise<void>,
    /** Is told why the work failed; it is tried again after the interval. */
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Work that goes on for long looks here whether to end early. */
  readonly isStopping = (): boolean => this.stopping;

  /** Whenever the interval has passed, unless the last one still goes on. */
  start(): void {
    this.timer = setInterval(() => {
      this.begin();
    }, this.intervalMs).unref();
  }

  /** Now, unless it goes on already. */
  begin(): void {
    this.running ??= this.work()
      .catch(this.failed)
      .finally(() => {
        this.running = undefined;
      });
  }

  /** Waits for what goes on. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.running;
  }
}
