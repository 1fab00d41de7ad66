import type { Link } from '../hal/hal.types.js';
import { operationOf } from '../openapi/operation.js';
import { isPermitted } from './is-permitted.js';
import type { PathParams } from './is-permitted.js';
import type { Principal } from '../../admission/principal.js';

const NONE: Readonly<Record<string, Link>> = {};

/**
 * A link to an operation, or nothing if the guards would refuse it to this caller.
 *
 * @example _links: { ...permittedLink(principal, 'inf:rotate', 'rotateToken', { id }) }
 */
export function permittedLink(
  principal: Principal,
  relation: string,
  operationId: string,
  params: PathParams = {},
  body?: object,
): Readonly<Record<string, Link>> {
  const operation = operationOf(operationId);
  if (!isPermitted(principal, operation, params, body)) return NONE;
  return { [relation]: { href: operation.address.fill(params) } };
}
