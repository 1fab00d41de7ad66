import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import bcrypt from 'bcrypt';
import pLimit from 'p-limit';
import { networkOf } from '../../admission/network/client-network.js';
import { opaqueString } from '../../platform/passwords/opaque-string.js';
import { PASSWORD_MAX_BYTES } from '../../platform/passwords/password-length.js';
import { PasswordsBusyError } from './users.errors.js';

const COST = 12;
/**
 * A hash of an unknown value. Comparing with it makes an unknown user take as long as a known one.
 */
const NOBODY = '$2b$12$fD3xYMxCHBUaRy9Cdf5N.eZDaca36AIPP3Ma5ySvThFJ0rhHI0fV.';
/** Leaves one core for requests, and one of libuv's four threads for DNS and files. */
const CONCURRENCY = Math.max(1, Math.min(3, availableParallelism() - 1));
const MAX_WAITING = 100;
/** No single network that logs in, and no single user who sets passwords, can fill the queue. */
const MAX_WAITING_OF_NETWORK = 25;
const MAX_WAITING_OF_USER = 10;

@Injectable()
export class PasswordHasher {
  private readonly limit = pLimit(CONCURRENCY);
  private readonly waiting = new Map<string, number>();

  /**
   * @param setter id of the user who sets the password
   * @throws PasswordsBusyError
   */
  hash(password: string, setter: string): Promise<string> {
    return this.inTurnOf(`user ${setter}`, MAX_WAITING_OF_USER, () =>
      this.run(() => bcrypt.hash(opaqueString(password), COST)),
    );
  }

  /**
   * @param hash `null` if the user does not exist: takes as long, and returns false
   * @param address address of the client
   * @throws PasswordsBusyError
   */
  verify(password: string, hash: string | null, address: string): Promise<boolean> {
    const network = `network ${networkOf(address)}`;
    return this.inTurnOf(network, MAX_WAITING_OF_NETWORK, () =>
      this.run(async () => {
        // Hashes of version 0.2.0 are of the text as it was sent.
        const forms = new Set([opaqueString(password), password]);
        let right = false;
        for (const form of forms) right = (await compare(form, hash)) || right;
        return right;
      }),
    );
  }

  private async inTurnOf<T>(who: string, most: number, work: () => Promise<T>): Promise<T> {
    const count = (this.waiting.get(who) ?? 0) + 1;
    if (count > most) throw new PasswordsBusyError();
    this.waiting.set(who, count);
    try {
      return await work();
    } finally {
      const left = (this.waiting.get(who) ?? 1) - 1;
      if (left === 0) this.waiting.delete(who);
      else this.waiting.set(who, left);
    }
  }

  private run<T>(work: () => Promise<T>): Promise<T> {
    if (this.limit.pendingCount >= MAX_WAITING) throw new PasswordsBusyError();
    return this.limit(work);
  }
}

async function compare(password: string, hash: string | null): Promise<boolean> {
  // bcrypt ignores everything after its limit: a longer password could match by its beginning.
  const possible = hash !== null && Buffer.byteLength(password) <= PASSWORD_MAX_BYTES;
  const right = await bcrypt.compare(password, possible ? hash : NOBODY);
  return possible && right;
}
