import { CHECKS } from '../checks/checks.js';
import { explain } from '../checks/evaluate.js';
import type { CheckOutcome } from '../checks/evaluate.js';
import type { RequestFacts } from '../checks/request-facts.js';
import { NO_FACTS } from '../checks/request-facts.js';
import { refuse } from '../checks/verdict.js';
import type { Refusal as RefusalVerdict } from '../checks/verdict.js';
import { Refusal } from '../resolution/credential-resolution.js';
import type { Resolution } from '../resolution/credential-resolution.js';
import type { RoutePolicy } from '../route-policy.js';
import { meaningOf } from './fact-meanings.js';

/** The outcome of every check for a request with this credential. */
export function explainRequest(
  resolution: Resolution,
  policy: RoutePolicy,
  facts: RequestFacts,
): CheckOutcome[] {
  if (!(resolution instanceof Refusal)) return explain(CHECKS, resolution, policy, facts);
  if (policy.public === true) return explain(CHECKS, null, policy, facts);
  return explainInvalid(resolution);
}

/** The outcomes for a credential that is not valid. */
export function explainInvalid({ because }: Refusal): CheckOutcome[] {
  return explainRefused(refuse('invalid_token', meaningOf(because.fact).sentence, because));
}

/** The outcomes for a credential that is refused before the checks, so that no check is reached. */
export function explainRefused(refusal: RefusalVerdict): CheckOutcome[] {
  const checks = CHECKS.map((check) =>
    check.name === 'credential' ? { ...check, judge: () => refusal } : check,
  );
  return explain(checks, null, {}, NO_FACTS);
}
