import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { ForbiddenError } from '../../common/domain-error.js';
import { InsufficientScopeError } from '../auth.errors.js';
import { isOwnAssistant, isOwnToken, namesNoOtherAssistant } from '../own-resource.js';
import type { Principal } from '../principal.js';
import { concerns, policyOf } from '../route-policy.js';
import type { AssistantScopeRule } from '../route-policy.js';
import { requestOf } from './request-of.js';

/** Does this kind of credential reach this route, and this very resource? Looks nothing up. */
@Injectable()
export class ScopeGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = requestOf(context);
    const { principal } = request;
    if (!principal) return true;
    const policy = policyOf(context.getHandler());
    if (principal.kind !== 'session' && concerns(policy.sessionOnly, request, principal)) {
      throw new InsufficientScopeError('This needs a session.');
    }
    if (principal.kind === 'assistant') {
      requireWithinScope(policy.assistantScope, principal, request);
    }
    return true;
  }
}

function requireWithinScope(
  rule: AssistantScopeRule | undefined,
  principal: Principal,
  request: Request,
): void {
  if (rule === undefined || !isWithin(rule, principal, request)) {
    throw new InsufficientScopeError();
  }
  if (isAboutAssistant(rule) && principal.assistant?.reachable === false) {
    throw new ForbiddenError('The owner of this token may no longer see the assistant.');
  }
}

function isWithin(rule: AssistantScopeRule, principal: Principal, request: Request): boolean {
  if ('own' in rule) return true;
  if ('token' in rule) return isOwnToken(request.params, rule.token, principal);
  return 'assistant' in rule
    ? isOwnAssistant(request.params, rule.assistant, principal)
    : namesNoOtherAssistant(request, rule.assistantInQuery, principal);
}

function isAboutAssistant(rule: AssistantScopeRule): boolean {
  return 'assistant' in rule || 'assistantInQuery' in rule;
}
