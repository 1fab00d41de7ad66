import { setTimeout as delay } from 'node:timers/promises';

/** npm forwards a Ctrl-C that the terminal has already sent to the service. */
const SAME_SIGNAL_MS = 1_000;
const PARENT_CHECK_MS = 500;
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * SIGTERM and SIGINT. The first one asks the service to stop. A later one ends a pause, or the process
 * if there is no pause. Signals within the same second count as one.
 */
export class StopSignals {
  /** Resolves at the first signal. Under npm it also resolves when the parent ends. */
  readonly first: Promise<void>;
  private ask: () => void = () => undefined;
  private isAsked = false;
  private lastAt = -Infinity;
  private pausing: AbortController | null = null;

  constructor({ npm_lifecycle_event }: NodeJS.ProcessEnv) {
    this.first = new Promise((resolve) => {
      this.ask = () => {
        this.isAsked = true;
        resolve();
      };
    });
    for (const signal of SIGNALS) process.on(signal, this.receive);
    if (npm_lifecycle_event !== undefined) this.watchParent();
  }

  /** Waits, unless another signal arrives. */
  async pause(ms: number): Promise<void> {
    this.pausing = new AbortController();
    await delay(ms, undefined, { signal: this.pausing.signal }).catch(() => undefined);
    this.pausing = null;
  }

  private readonly receive = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (now - this.lastAt < SAME_SIGNAL_MS) return;
    this.lastAt = now;
    if (!this.isAsked) this.ask();
    else if (this.pausing === null) this.endProcess(signal);
    else this.pausing.abort();
  };

  /** Without a listener, a signal ends the process. */
  private endProcess(signal: NodeJS.Signals): void {
    process.removeListener(signal, this.receive);
    process.kill(process.pid, signal);
  }

  /** npm starts the service through a shell, and a signal to npm ends that shell only. */
  private watchParent(): void {
    const { ppid } = process;
    const check = setInterval(() => {
      if (process.ppid === ppid) return;
      clearInterval(check);
      this.ask();
    }, PARENT_CHECK_MS).unref();
  }
}
