import { Injectable } from '@nestjs/common';
import type { CredentialKind, Principal } from '../auth/principal.js';
import { Config } from '../config/config.js';
import type { Quota } from './quota.js';
import { RateLimitExceededError } from './limits.errors.js';
import { isExceeded, quotaHeaders } from './quota.js';
import { WindowCounter } from './window-counter.js';

/** How many requests a minute a credential may make. */
@Injectable()
export class CredentialLimits {
  /** How many requests were refused. */
  refused = 0;

  private readonly ofKind: Record<CredentialKind, number | null>;

  constructor(
    private readonly counter: WindowCounter,
    config: Config,
  ) {
    this.ofKind = {
      session: config.rateLimitSession,
      personal: config.rateLimitPersonal,
      assistant: config.rateLimitAssistant,
      child: config.rateLimitAssistant,
    };
  }

  /** The lower one of its own and that of its kind; null for none. */
  private limitOf({ kind, rateLimitPerMinute: own }: Principal): number | null {
    const ofKind = this.ofKind[kind];
    if (own === null || ofKind === null) return own ?? ofKind;
    return Math.min(own, ofKind);
  }

  /**
   * Counts a request; the secrets of a token share its count.
   *
   * @returns the headers that tell what is left; null without a limit
   * @throws RateLimitExceededError
   */
  meter(principal: Principal): Promise<Record<string, string>> | null {
    const limit = this.limitOf(principal);
    return limit === null ? null : this.count(principal, limit);
  }

  private async count({ kind, credentialId }: Principal, limit: number) {
    const quota: Quota = {
      policy: kind === 'session' ? 'session' : 'token',
      limit,
      ...(await this.counter.count(`credential:${credentialId}`)),
    };
    if (isExceeded(quota)) {
      this.refused++;
      throw new RateLimitExceededError(quota);
    }
    return quotaHeaders(quota);
  }
}
