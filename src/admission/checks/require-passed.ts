import { DomainError } from '../../platform/errors/domain-error.js';
import { CredentialRequiredError, InsufficientScopeError } from '../admission.errors.js';
import type { Principal } from '../principal.js';
import { TooManyRequestsError } from '../rate-limits/rate-limits.errors.js';
import type { RoutePolicy } from '../route-policy.js';
import type { Check } from './check.js';
import { evaluate } from './evaluate.js';
import type { RequestFacts } from './request-facts.js';
import type { Refusal } from './verdict.js';

/** @throws DomainError with the code and the message of the first refusal */
export function requirePassed(
  checks: readonly Check[],
  principal: Principal | null,
  policy: RoutePolicy,
  facts: RequestFacts,
): void {
  const refusal = evaluate(checks, principal, policy, facts);
  if (refusal !== null) throw refusalError(refusal, facts);
}

/** The error for the response. Some errors add headers to it. */
export function refusalError(
  { code, message }: Refusal,
  { quota }: Pick<RequestFacts, 'quota'>,
): DomainError {
  if (code === 'credential_required') return new CredentialRequiredError();
  if (code === 'insufficient_scope') return new InsufficientScopeError(message);
  if (code === 'too_many_requests' && quota !== null) {
    return new TooManyRequestsError(message, quota);
  }
  return new DomainError(code, message);
}
