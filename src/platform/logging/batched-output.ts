import type { DestinationStream } from 'pino';

const MAX_CHARACTERS = 64 * 1_024;
const MAX_WAIT_MS = 100;

/**
 * Writes lines in batches, because a write per line would cost as much as answering a request. The
 * last batch is written when the process exits; only SIGKILL loses it.
 */
export class BatchedOutput implements DestinationStream {
  private waiting: string[] = [];
  private characters = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly output: NodeJS.WritableStream) {
    process.once('exit', () => {
      this.flush();
    });
  }

  write(line: string): void {
    this.waiting.push(line);
    this.characters += line.length;
    if (this.characters >= MAX_CHARACTERS) this.flush();
    else
      this.timer ??= setTimeout(() => {
        this.flush();
      }, MAX_WAIT_MS).unref();
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const lines = this.waiting;
    this.waiting = [];
    this.characters = 0;
    if (lines.length > 0) this.output.write(lines.join(''));
  }
}
