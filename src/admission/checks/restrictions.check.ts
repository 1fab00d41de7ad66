import { isAddressInBlocks } from '../credentials/cidr-blocks.js';
import { hostOf, isOriginOfHost } from '../credentials/origin-host.js';
import type { Principal } from '../principal.js';
import type { RoutePolicy } from '../route-policy.js';
import type { Check } from './check.js';
import type { RequestFacts } from './request-facts.js';
import { NOT_APPLICABLE, PASS, refuse } from './verdict.js';
import type { Verdict } from './verdict.js';

export class RestrictionsCheck implements Check {
  readonly name = 'restrictions';
  readonly sentence = 'The restrictions of the token allow this address and this origin.';

  judge(principal: Principal | null, _policy: RoutePolicy, facts: RequestFacts): Verdict {
    if (principal === null) return NOT_APPLICABLE;
    const { cidr, host } = principal;
    if (cidr === null && host === null) return NOT_APPLICABLE;
    if (cidr !== null && !isAddressInBlocks(facts.address, cidr)) {
      return refuse('address_not_allowed', 'This token may not be used from this address.', {
        fact: 'address',
        value: facts.address,
        expected: cidr,
      });
    }
    if (host !== null && !isOriginOfHost(facts.origin, host)) {
      return refuse('origin_not_allowed', 'This token may not be used from this origin.', {
        fact: 'origin',
        value: hostOf(facts.origin),
        expected: host,
      });
    }
    return PASS;
  }
}
