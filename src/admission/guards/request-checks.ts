import { Injectable } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { Check } from '../checks/check.js';
import { evaluate } from '../checks/evaluate.js';
import { ExpressFacts } from '../checks/express-facts.js';
import { refusalError } from '../checks/require-passed.js';
import { RefusalRecorder } from '../refusals/refusal-recorder.js';
import { policyOf } from '../route-policy.js';
import { refusedCallOf } from './refused-call.js';
import { requestOf } from './request-of.js';

/** Runs checks for the request in a guard. */
@Injectable()
export class RequestChecks {
  constructor(private readonly refusals: RefusalRecorder) {}

  /** @throws DomainError if a check refuses the request */
  require(checks: readonly Check[], context: ExecutionContext): true {
    const request = requestOf(context);
    const policy = policyOf(context.getHandler());
    const facts = new ExpressFacts(request, policy);
    const principal = request.principal ?? null;
    const refusal = evaluate(checks, principal, policy, facts);
    if (refusal === null) return true;
    this.refusals.noteChecks(principal, policy, facts, () => refusedCallOf(request));
    throw refusalError(refusal, facts);
  }
}
