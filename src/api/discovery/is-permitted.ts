import { ACCESS_CHECKS } from '../../admission/checks/checks.js';
import { evaluate } from '../../admission/checks/evaluate.js';
import { NO_FACTS } from '../../admission/checks/request-facts.js';
import type { Principal } from '../../admission/principal.js';
import type { Operation } from '../openapi/operation.js';

/** Values of the parameters of a path by their names. */
export type PathParams = Readonly<Record<string, string>>;

/**
 * Would the guards let this caller make such a request? The same checks answer, so what is linked is
 * what is allowed. What services look up, such as who owns a token, is not known here.
 *
 * @param principal null: a caller without a credential
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
