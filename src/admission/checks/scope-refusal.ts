import type { Request } from 'express';
import {
  bodyNamesNoOtherAssistant,
  isOwnAssistant,
  isOwnToken,
  mayBeOwnChild,
  mayBeOwnChat,
  namesNoOtherAssistant,
} from './own-resource.js';
import type { Principal } from '../principal.js';
import { concerns } from '../route-policy.js';
import type { AssistantScopeRule, RoutePolicy } from '../route-policy.js';

/** What a request asks for, as far as the guards look at it. */
export type AskedFor = Pick<Request, 'params' | 'query' | 'originalUrl'> & { body?: unknown };

export type ScopeRefusal = 'needs_session' | 'needs_assistant_token' | 'outside' | 'unreachable';

/**
 * Does this kind of credential reach this route, and this very resource? Looks nothing up.
 *
 * @returns null: it does
 */
export function findScopeRefusal(
  policy: RoutePolicy,
  principal: Principal,
  asked: AskedFor,
): ScopeRefusal | null {
  if (principal.kind !== 'session' && concerns(policy.sessionOnly, asked, principal)) {
    return 'needs_session';
  }
  if (policy.assistantTokenOnly && principal.kind !== 'assistant') return 'needs_assistant_token';
  return principal.assistant === null ? null : findOutsideScope(policy, principal, asked);
}

function findOutsideScope(
  policy: RoutePolicy,
  principal: Principal,
  asked: AskedFor,
): ScopeRefusal | null {
  const { assistantScope: rule } = policy;
  if (
    rule === undefined ||
    !isWithin(rule, principal, asked) ||
    !isOpenToChild(policy, principal, asked)
  ) {
    return 'outside';
  }
  const isLost = isAboutAssistant(rule) && principal.assistant?.reachable === false;
  return isLost ? 'unreachable' : null;
}

/** A token that is bound to a chat reaches that chat and itself. */
function isOpenToChild(policy: RoutePolicy, principal: Principal, asked: AskedFor): boolean {
  const { child } = principal;
  if (child === null) return true;
  if (child.webhookId !== null) return concerns(policy.callbacks, asked, principal);
  const { children, assistantScope: rule } = policy;
  if (children === undefined || rule === undefined) return false;
  return child.chatId === null || 'chat' in rule || !isAboutAssistant(rule);
}

function isWithin(rule: AssistantScopeRule, principal: Principal, asked: AskedFor): boolean {
  if ('own' in rule) return true;
  if ('token' in rule) return isOwnToken(asked.params, rule.token, principal);
  if ('tokenOrChild' in rule) return mayBeOwnChild(asked.params, rule.tokenOrChild, principal);
  if ('chat' in rule) return mayBeOwnChat(asked.params, rule.chat, principal);
  if ('assistant' in rule) return isOwnAssistant(asked.params, rule.assistant, principal);
  return 'assistantInQuery' in rule
    ? namesNoOtherAssistant(asked, rule.assistantInQuery, principal)
    : bodyNamesNoOtherAssistant(asked, rule.assistantInBody, principal);
}

function isAboutAssistant(rule: AssistantScopeRule): boolean {
  if ('own' in rule) return rule.own === 'assistant';
  return !('token' in rule || 'tokenOrChild' in rule);
}
