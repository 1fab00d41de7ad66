import { SEAT_REQUIRED } from '../admission.errors.js';
import type { Principal } from '../principal.js';
import { appliesTo } from '../route-policy.js';
import type { RoutePolicy } from '../route-policy.js';
import type { Check } from './check.js';
import type { RequestFacts } from './request-facts.js';
import { NOT_APPLICABLE, PASS, refuse } from './verdict.js';
import type { Verdict } from './verdict.js';

export class SeatCheck implements Check {
  readonly name = 'seat';
  readonly sentence = 'The user behind the credential holds an AI seat.';

  judge(principal: Principal | null, { seat }: RoutePolicy, facts: RequestFacts): Verdict {
    if (seat === undefined) return NOT_APPLICABLE;
    if (principal?.seat === true) return PASS;
    if (principal !== null && !appliesTo(seat, principal, facts)) return NOT_APPLICABLE;
    return refuse('seat_required', SEAT_REQUIRED, { fact: 'seat', value: false, expected: true });
  }
}
