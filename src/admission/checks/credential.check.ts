import { CREDENTIAL_REQUIRED } from '../admission.errors.js';
import type { Principal } from '../principal.js';
import type { RoutePolicy } from '../route-policy.js';
import type { Check } from './check.js';
import { NOT_APPLICABLE, PASS, refuse } from './verdict.js';
import type { Verdict } from './verdict.js';

/** Invalid credentials have no principal and are refused before the checks. */
export class CredentialCheck implements Check {
  readonly name = 'credential';
  readonly sentence = 'The request carries a valid credential.';

  judge(principal: Principal | null, { anonymous }: RoutePolicy): Verdict {
    if (principal !== null) return PASS;
    if (anonymous === true) return NOT_APPLICABLE;
    return refuse('credential_required', CREDENTIAL_REQUIRED, {
      fact: 'credential',
      value: null,
      expected: 'bearer',
    });
  }
}
