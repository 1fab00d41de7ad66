import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { ForbiddenError } from '../../common/domain-error.js';
import { InsufficientScopeError } from '../auth.errors.js';
import { isOwnAssistant, isOwnToken } from '../own-resource.js';
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
    if (principal.kind !== 'session' && concerns(policy.sessionOnly, request.body, principal)) {
      throw new InsufficientScopeError('This needs a session.');
    }
    if (principal.kind === 'assistant') {
      requireWithinScope(policy.assistantScope, principal, request.params);
    }
    return true;
  }
}

function requireWithinScope(
  rule: AssistantScopeRule | undefined,
  principal: Principal,
  params: Request['params'],
): void {
  if (rule === undefined || !isWithin(rule, principal, params)) {
    throw new InsufficientScopeError();
  }
  if ('assistant' in rule && principal.assistant?.reachable === false) {
    throw new ForbiddenError('The owner of this token may no longer see the assistant.');
  }
}

function isWithin(
  rule: AssistantScopeRule,
  principal: Principal,
  params: Request['params'],
): boolean {
  if ('own' in rule) return true;
  return 'token' in rule
    ? isOwnToken(params, rule.token, principal)
    : isOwnAssistant(params, rule.assistant, principal);
}
