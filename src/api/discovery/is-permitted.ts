import { ACCESS_CHECKS } from '../../admission/checks/checks.js';
import { evaluate } from '../../admission/checks/evaluate.js';
import { NO_FACTS } from '../../admission/checks/request-facts.js';
import type { Principal } from '../../admission/principal.js';
import type { Operation } from '../openapi/operation.js';

/** Values of path parameters, by name. */
export type PathParams = Readonly<Record<string, string>>;

/**
 * Whether the guards would let this caller make the request. It runs the same checks, so links
 * match what is allowed. It does not know what services look up, such as the owner of a token.
 *
 * @param principal `null` for a caller without a credential
 */
export function isPermitted(
  principal: Principal | null,
  { isSafe, policy }: Operation,
  params: PathParams = {},
  body?: object,
): boolean {
  const facts = { ...NO_FACTS, isSafe, params, body };
  return evaluate(ACCESS_CHECKS, principal, policy, facts) === null;
}
