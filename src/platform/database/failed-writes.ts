import { Injectable } from '@nestjs/common';
import { outageIn } from './database-outage.js';

/** Remembers that the database could not write, until it can again. */
@Injectable()
export class FailedWrites {
  private failing = false;
  private trying: Promise<void> | undefined;

  /** @param error of any kind: most say nothing about other writes */
  note(error: unknown): void {
    if (outageIn(error)?.stopsWrites === true) this.failing = true;
  }

  /**
   * Tries whether the database can write again, if it could not before. Callers share the attempt.
   *
   * @throws the error of `write`
   */
  async requireNone(write: () => Promise<void>): Promise<void> {
    if (!this.failing) return;
    this.trying ??= write().finally(() => {
      this.trying = undefined;
    });
    await this.trying;
    this.failing = false;
  }
}
