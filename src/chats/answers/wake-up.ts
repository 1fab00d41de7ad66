/** Lets one waiter wait for any of many callers. A call before the wait is not lost. */
export class WakeUp {
  private called = false;
  private resolve: (() => void) | undefined;

  readonly call = (): void => {
    this.called = true;
    this.resolve?.();
  };

  async wait(): Promise<void> {
    if (!this.called) {
      await new Promise<void>((resolve) => {
        this.resolve = resolve;
      });
    }
    this.called = false;
    this.resolve = undefined;
  }
}
