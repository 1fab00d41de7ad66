import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import bcrypt from 'bcrypt';
import pLimit from 'p-limit';
import { PASSWORD_MAX_BYTES } from '../common/password-length.js';
import { PasswordsBusyError } from './users.errors.js';

const COST = 12;
/** A hash of a value that nobody knows, so that an unknown user costs what a known one does. */
const NOBODY = '$2b$12$fD3xYMxCHBUaRy9Cdf5N.eZDaca36AIPP3Ma5ySvThFJ0rhHI0fV.';
/** One core stays free for requests; libuv's other threads stay free for the rest. */
const CONCURRENCY = Math.max(1, Math.min(3, availableParallelism() - 1));
const MAX_WAITING = 100;
/** One address cannot take all the places. */
const MAX_WAITING_PER_ADDRESS = 25;

@Injectable()
export class PasswordHasher {
  private readonly limit = pLimit(CONCURRENCY);
  private readonly waiting = new Map<string, number>();

  /** @throws PasswordsBusyError */
  hash(password: string): Promise<string> {
    return this.run(() => bcrypt.hash(password, COST));
  }

  /**
   * @param hash null for a user that does not exist: takes as long, and is never right
   * @param address of the client
   * @throws PasswordsBusyError
   */
  async verify(password: string, hash: string | null, address: string): Promise<boolean> {
    // bcrypt would ignore what comes after its limit and take the rest for the password.
    const possible = hash !== null && Buffer.byteLength(password) <= PASSWORD_MAX_BYTES;
    const right = await this.inTurnOf(address, () =>
      this.run(() => bcrypt.compare(password, possible ? hash : NOBODY)),
    );
    return possible && right;
  }

  private async inTurnOf<T>(address: string, work: () => Promise<T>): Promise<T> {
    const count = (this.waiting.get(address) ?? 0) + 1;
    if (count > MAX_WAITING_PER_ADDRESS) throw new PasswordsBusyError();
    this.waiting.set(address, count);
    try {
      return await work();
    } finally {
      const left = (this.waiting.get(address) ?? 1) - 1;
      if (left === 0) this.waiting.delete(address);
      else this.waiting.set(address, left);
    }
  }

  private run<T>(work: () => Promise<T>): Promise<T> {
    if (this.limit.pendingCount >= MAX_WAITING) throw new PasswordsBusyError();
    return this.limit(work);
  }
}
