import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { ForbiddenError } from '../../common/domain-error.js';
import { InsufficientScopeError } from '../auth.errors.js';
import {
  bodyNamesNoOtherAssistant,
  isOwnAssistant,
  isOwnToken,
  mayBeOwnChild,
  mayBeOwnChat,
  namesNoOtherAssistant,
} from '../own-resource.js';
import type { Principal } from '../principal.js';
import { concerns, policyOf } from '../route-policy.js';
import type { AssistantScopeRule, RoutePolicy } from '../route-policy.js';
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
    if (policy.assistantTokenOnly && principal.kind !== 'assistant') {
      throw new InsufficientScopeError('This needs an assistant token.');
    }
    if (principal.assistant !== null) requireWithinScope(policy, principal, request);
    return true;
  }
}

function requireWithinScope(policy: RoutePolicy, principal: Principal, request: Request): void {
  const { assistantScope: rule } = policy;
  if (
    rule === undefined ||
    !isWithin(rule, principal, request) ||
    !isOpenToChild(policy, principal, request)
  ) {
    throw new InsufficientScopeError();
  }
  if (isAboutAssistant(rule) && principal.assistant?.reachable === false) {
    throw new ForbiddenError('The owner of this token may no longer see the assistant.');
  }
}

/** A token that is bound to a chat reaches that chat and itself. */
function isOpenToChild(policy: RoutePolicy, principal: Principal, request: Request): boolean {
  const { child } = principal;
  if (child === null) return true;
  if (child.webhookId !== null) return concerns(policy.callbacks, request, principal);
  const { children, assistantScope: rule } = policy;
  if (children === undefined || rule === undefined) return false;
  return child.chatId === null || 'chat' in rule || !isAboutAssistant(rule);
}

function isWithin(rule: AssistantScopeRule, principal: Principal, request: Request): boolean {
  if ('own' in rule) return true;
  if ('token' in rule) return isOwnToken(request.params, rule.token, principal);
  if ('tokenOrChild' in rule) return mayBeOwnChild(request.params, rule.tokenOrChild, principal);
  if ('chat' in rule) return mayBeOwnChat(request.params, rule.chat, principal);
  if ('assistant' in rule) return isOwnAssistant(request.params, rule.assistant, principal);
  return 'assistantInQuery' in rule
    ? namesNoOtherAssistant(request, rule.assistantInQuery, principal)
    : bodyNamesNoOtherAssistant(request, rule.assistantInBody, principal);
}

function isAboutAssistant(rule: AssistantScopeRule): boolean {
  if ('own' in rule) return rule.own === 'assistant';
  return !('token' in rule || 'tokenOrChild' in rule);
}
