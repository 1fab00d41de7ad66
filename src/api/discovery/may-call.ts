import type { Operation } from '../openapi/operation.js';
import type { Principal } from '../../admission/principal.js';
import { findScopeRefusal } from '../../admission/checks/scope-refusal.js';
import type { AskedFor } from '../../admission/checks/scope-refusal.js';
import {
  findMissingRight,
  isOpenToReadOnly,
  lacksSeat,
} from '../../admission/checks/standing-refusal.js';

/** Values of the parameters of a path by their names. */
export type PathParams = Readonly<Record<string, string>>;

const NONE: PathParams = {};

/**
 * Would the guards let this caller make such a request? It is for them to say: this asks the same
 * rules, so that what is linked and what is allowed are one. What services look up is not known here.
 *
 * @param principal null: a caller without a credential
 */
export function mayCall(
  principal: Principal | null,
  { isSafe, policy }: Operation,
  params: PathParams = NONE,
  body?: object,
): boolean {
  if (policy.public) return true;
  if (principal === null) return policy.anonymous === true;
  const asked: AskedFor = { params, query: {}, originalUrl: '', body };
  return (
    findScopeRefusal(policy, principal, asked) === null &&
    (!principal.readOnly || isSafe || isOpenToReadOnly(policy, principal, asked)) &&
    !lacksSeat(policy, principal, asked) &&
    findMissingRight(policy, principal) === null
  );
}
