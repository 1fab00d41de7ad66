import { DomainError } from '../../platform/errors/domain-error.js';
import type { Violation } from './judge-token.js';

export class PolicyViolationError extends DomainError {
  constructor(readonly violations: Violation[]) {
    super('policy_violation', 'A policy does not allow this.', { details: violations });
  }
}
