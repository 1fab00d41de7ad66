import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { isExceeded, quotaHeaders } from './quota.js';
import { TooManyRequestsError } from './rate-limits.errors.js';
import { WindowCounter } from './window-counter.js';

interface RequestLimit {
  /** The name of the policy in the headers. */
  policy: string;
  /** Requests per minute; 0 for no limit. */
  limit: number;
  /** Who is limited: an id or a network. */
  key: string;
  /** For people. */
  message: string;
}

/** Limits the requests to single routes. */
@Injectable()
export class RequestLimits {
  constructor(private readonly counter: WindowCounter) {}

  /**
   * Counts a request, and sets the headers that tell how many are left.
   *
   * @throws TooManyRequestsError
   */
  async count(response: Response, { policy, limit, key, message }: RequestLimit): Promise<void> {
    if (limit === 0) return;
    const quota = { policy, limit, ...(await this.counter.count(`${policy}:${key}`)) };
    if (isExceeded(quota)) throw new TooManyRequestsError(message, quota);
    response.set(quotaHeaders(quota));
  }
}
