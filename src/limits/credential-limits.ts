import { Injectable } from '@nestjs/common';
import type { CredentialKind, Principal } from '../auth/principal.js';
import { Config } from '../config/config.js';
import type { Quota } from './quota.js';
import { isExceeded } from './quota.js';
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
    };
  }

  /** The lower one of its own and that of its kind; null for none. */
  limitOf({ kind, rateLimitPerMinute: own }: Principal): number | null {
    const ofKind = this.ofKind[kind];
    if (own === null || ofKind === null) return own ?? ofKind;
    return Math.min(own, ofKind);
  }

  /** The secrets of a token share its count. */
  async count({ kind, credentialId }: Principal, limit: number): Promise<Quota> {
    const quota = {
      policy: kind === 'session' ? 'session' : 'token',
      limit,
      ...(await this.counter.count(`credential:${credentialId}`)),
    };
    if (isExceeded(quota)) this.refused++;
    return quota;
  }
}
