import { Injectable } from '@nestjs/common';
import type { CredentialKind, Principal } from '../principal.js';
import { Config } from '../../platform/config/config.js';
import type { Quota } from './quota.js';
import { isExceeded } from './quota.js';
import { WindowCounter } from './window-counter.js';

/** Counts the requests of credentials toward their limits per minute. */
@Injectable()
export class CredentialLimits {
  /** The number of refused requests. */
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

  /**
   * Counts a request. All secrets and children of a token share its count.
   *
   * @returns the exceeded quota, or the one with the least left; `null` without a limit
   */
  count(principal: Principal): Promise<Quota> | null {
    return this.quotaOf(principal, this.countOne);
  }

  /** The quota that the next request will have. Counts nothing. */
  forecast(principal: Principal): Promise<Quota> | null {
    return this.quotaOf(principal, this.readOne);
  }

  /** Whether `count` would count a request. */
  isLimited({ kind, rateLimitPerMinute, child }: Principal): boolean {
    if (child?.parentId == null) return this.limitOf(kind, rateLimitPerMinute) !== null;
    const shared = this.limitOf('assistant', child.parentRateLimitPerMinute);
    return rateLimitPerMinute !== null || shared !== null;
  }

  /** The lower of the own limit and that of the kind; `null` if there is none. */
  private limitOf(kind: CredentialKind, own: number | null): number | null {
    const ofKind = this.ofKind[kind];
    if (own === null || ofKind === null) return own ?? ofKind;
    return Math.min(own, ofKind);
  }

  private quotaOf(principal: Principal, ask: AskQuota): Promise<Quota> | null {
    const { kind, credentialId, rateLimitPerMinute, child } = principal;
    if (child?.parentId != null) return this.quotaOfChild(principal, child.parentId, ask);
    const limit = this.limitOf(kind, rateLimitPerMinute);
    if (limit === null) return null;
    return ask(kind === 'session' ? 'session' : 'token', credentialId, limit);
  }

  /**
   * Asks for the child's own limit first, so that refused requests do not count for the parent.
   */
  private quotaOfChild(
    { credentialId, rateLimitPerMinute: own, child }: Principal,
    parentId: string,
    ask: AskQuota,
  ): Promise<Quota> | null {
    const shared = this.limitOf('assistant', child?.parentRateLimitPerMinute ?? null);
    if (shared === null) return own === null ? null : ask('child', credentialId, own);
    if (own === null) return ask('token', parentId, shared);
    return this.quotaOfBoth(ask('child', credentialId, own), () => ask('token', parentId, shared));
  }

  private async quotaOfBoth(
    ofChild: Promise<Quota>,
    ofParent: () => Promise<Quota>,
  ): Promise<Quota> {
    const quota = await ofChild;
    return isExceeded(quota) ? quota : scarcer(quota, await ofParent());
  }

  private readonly countOne: AskQuota = async (policy, credentialId, limit) => {
    const counted = await this.counter.count(`credential:${credentialId}`);
    const quota: Quota = { policy, limit, ...counted };
    if (isExceeded(quota)) this.refused++;
    return quota;
  };

  private readonly readOne: AskQuota = async (policy, credentialId, limit) => {
    const { used, resetSeconds } = await this.counter.read(`credential:${credentialId}`);
    return { policy, limit, used: used + 1, resetSeconds };
  };
}

type AskQuota = (policy: string, credentialId: string, limit: number) => Promise<Quota>;

/** The quota with less left. */
function scarcer(one: Quota, other: Quota): Quota {
  return one.limit - one.used <= other.limit - other.used ? one : other;
}
