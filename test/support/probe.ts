import type { Api } from './api.js';

const PATH = '/api/auth/session';

/** Sends requests with a credential, one after the other, until it is stopped. */
export class Probe {
  private stopped = false;
  private readonly running: Promise<void>;
  /** The start of the last accepted request, from `performance.now()`. */
  lastAccepted = -Infinity;
  accepted = 0;
  refused = 0;
  readonly others: number[] = [];

  constructor(private readonly api: Api) {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const began = performance.now();
      const { status } = await this.api.get(PATH);
      if (status === 200) {
        this.lastAccepted = began;
        this.accepted++;
      } else if (status === 401) this.refused++;
      else this.others.push(status);
    }
  }
}
