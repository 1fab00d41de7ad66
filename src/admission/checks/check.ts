import type { Principal } from '../principal.js';
import type { RoutePolicy } from '../route-policy.js';
import type { RequestFacts } from './request-facts.js';
import type { Verdict } from './verdict.js';

export type CheckName =
  'credential' | 'restrictions' | 'rate_limit' | 'scope' | 'read_only' | 'seat' | 'permission';

/** One rule about who may make a request. Pure: it looks nothing up and changes nothing. */
export interface Check {
  readonly name: CheckName;
  /** What the check asks for, in one sentence for people. */
  readonly sentence: string;
  /** @param principal null when the request carries no credential */
  judge(principal: Principal | null, policy: RoutePolicy, facts: RequestFacts): Verdict;
}
