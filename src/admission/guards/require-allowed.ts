import type { ExecutionContext } from '@nestjs/common';
import type { Check } from '../checks/check.js';
import { ExpressFacts } from '../checks/express-facts.js';
import { requirePassed } from '../checks/require-passed.js';
import type { Quota } from '../rate-limits/quota.js';
import { policyOf } from '../route-policy.js';
import { requestOf } from './request-of.js';

/** @throws DomainError if a check refuses the request */
export function requireAllowed(
  checks: readonly Check[],
  context: ExecutionContext,
  quota: Quota | null = null,
): true {
  const request = requestOf(context);
  const policy = policyOf(context.getHandler());
  const facts = new ExpressFacts(request, policy, quota);
  requirePassed(checks, request.principal ?? null, policy, facts);
  return true;
}
