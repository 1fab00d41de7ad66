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

@Injectable()
export class PasswordHasher {
  private readonly limit = pLimit(CONCURRENCY);

  /** @throws PasswordsBusyError */
  hash(password: string): Promise<string> {
    return this.run(() => bcrypt.hash(password, COST));
  }

  /**
   * @param hash null for a user that does not exist: takes as long, and is never right
   * @throws PasswordsBusyError
   */
  async verify(password: string, hash: string | null): Promise<boolean> {
    // bcrypt would ignore what comes after its limit and take the rest for the password.
    const possible = hash !== null && Buffer.byteLength(password) <= PASSWORD_MAX_BYTES;
    const right = await this.run(() => bcrypt.compare(password, possible ? hash : NOBODY));
    return possible && right;
  }

  private run<T>(work: () => Promise<T>): Promise<T> {
    if (this.limit.pendingCount >= MAX_WAITING) throw new PasswordsBusyError();
    return this.limit(work);
  }
}
