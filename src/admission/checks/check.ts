import type { Principal } from '../principal.js';
import type { RoutePolicy } from '../route-policy.js';
import type { RequestFacts } from './request-facts.js';
import type { Verdict } from './verdict.js';

export type CheckName =
  | 'credential'
  | 'restrictions'
  | 'rate_limit'
  | 'scope'
  | 'read_only'
  | 'seat'
  | 'permission'
  | 'budget';

/**
 * A rule that decides whether a caller may make a request. It looks nothing up and changes nothing.
 */
export interface Check {
  readonly name: CheckName;
  /** The rule in one sentence, for people. */
  readonly sentence: string;
  /** @param principal `null` if the request has no credential */
  judge(principal: Principal | null, policy: RoutePolicy, facts: RequestFacts): Verdict;
}
