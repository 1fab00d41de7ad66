import type { Principal } from '../principal.js';
import type { RoutePolicy } from '../route-policy.js';
import type { Check } from './check.js';
import type { RequestFacts } from './request-facts.js';
import { isOwnToken } from './scope-match.js';
import { NOT_APPLICABLE, PASS, refuse } from './verdict.js';
import type { Verdict } from './verdict.js';

/** Exempts routes on which a read-only token may act on itself: it may revoke itself. */
export class ReadOnlyCheck implements Check {
  readonly name = 'read_only';
  readonly sentence = 'A read-only token sends only requests that read.';

  judge(
    principal: Principal | null,
    { allowReadOnly }: RoutePolicy,
    { isSafe, params }: RequestFacts,
  ): Verdict {
    if (principal?.readOnly !== true) return NOT_APPLICABLE;
    if (isSafe) return PASS;
    if (allowReadOnly && isOwnToken(params, allowReadOnly.token, principal)) return PASS;
    return refuse('read_only', 'This token is read-only.', {
      fact: 'read_only',
      value: true,
      expected: false,
    });
  }
}
