import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { ForbiddenError } from '../../platform/errors/domain-error.js';
import type { DomainError } from '../../platform/errors/domain-error.js';
import { InsufficientScopeError } from '../admission.errors.js';
import { policyOf } from '../route-policy.js';
import { findScopeRefusal } from '../checks/scope-refusal.js';
import type { ScopeRefusal } from '../checks/scope-refusal.js';
import { requestOf } from './request-of.js';

/** Does this kind of credential reach this route, and this very resource? Looks nothing up. */
@Injectable()
export class ScopeGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = requestOf(context);
    const { principal } = request;
    if (!principal) return true;
    const refusal = findScopeRefusal(policyOf(context.getHandler()), principal, request);
    if (refusal !== null) throw errorOf(refusal);
    return true;
  }
}

function errorOf(refusal: ScopeRefusal): DomainError {
  switch (refusal) {
    case 'needs_session':
      return new InsufficientScopeError('This needs a session.');
    case 'needs_assistant_token':
      return new InsufficientScopeError('This needs an assistant token.');
    case 'outside':
      return new InsufficientScopeError();
    case 'unreachable':
      return new ForbiddenError('The owner of this token may no longer see the assistant.');
  }
}
