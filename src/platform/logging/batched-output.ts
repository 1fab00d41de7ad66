import type { DestinationStream } from 'pino';

const MAX_CHARACTERS = 64 * 1_024;
const MAX_WAIT_MS = 100;

/**
 * Writes lines in batches, because a write per line would cost as much as answering a request. The
 * last batch is written when the process exits; only SIGKILL loses it.
 */
export class BatchedOutput implements DestinationStream {
  private waiting = '';
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly output: NodeJS.WritableStream) {
    process.once('exit', () => {
      this.flush();
    });
  }

  write(line: string): void {
    this.waiting += line;
    if (this.waiting.length >= MAX_CHARACTERS) this.flush();
    else
      this.timer ??= setTimeout(() => {
        this.flush();
      }, MAX_WAIT_MS).unref();
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { waiting } = this;
    this.waiting = '';
    if (waiting !== '') this.output.write(waiting);
  }
}
