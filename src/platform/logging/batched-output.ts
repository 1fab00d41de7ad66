import type { DestinationStream } from 'pino';

const BATCH_BYTES = 64 * 1_024;
const MAX_WAIT_MS = 100;
/** UTF-8 needs at most this many bytes for each UTF-16 code unit of a string. */
const MAX_BYTES_PER_UNIT = 3;

/**
 * Writes lines in batches, because a write per line would cost as much as answering a request. The
 * last batch is written when the process exits; only SIGKILL loses it.
 */
export class BatchedOutput implements DestinationStream {
  private batch: Buffer<ArrayBuffer> = Buffer.allocUnsafeSlow(BATCH_BYTES);
  /** The batch before, after it was written. */
  private spare: Buffer<ArrayBuffer> | null = null;
  private used = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly output: NodeJS.WritableStream) {
    process.once('exit', () => {
      this.flush();
    });
  }

  /** Encodes the line at once. A long string built from many lines takes longer to encode. */
  write(line: string): void {
    const size = line.length * MAX_BYTES_PER_UNIT;
    if (size > BATCH_BYTES - this.used) this.flush();
    if (size > BATCH_BYTES) {
      this.output.write(line);
      return;
    }
    this.used += this.batch.write(line, this.used);
    this.timer ??= setTimeout(() => {
      this.flush();
    }, MAX_WAIT_MS).unref();
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.used === 0) return;
    const { batch, used } = this;
    this.batch = this.spare ?? Buffer.allocUnsafeSlow(BATCH_BYTES);
    this.spare = null;
    this.used = 0;
    this.output.write(batch.subarray(0, used), () => {
      this.spare = batch;
    });
  }
}
