import { OUT_OF_SCOPE } from '../admission.errors.js';
import type { AssistantScope, ChildScope, Principal } from '../principal.js';
import { appliesTo, fieldsOf } from '../route-policy.js';
import type { AssistantScopeRule, RoutePolicy } from '../route-policy.js';
import type { Check } from './check.js';
import type { RequestFacts } from './request-facts.js';
import {
  isOwnAssistant,
  isOwnToken,
  mayBeOwnChat,
  mayBeOwnChild,
  namesNoOtherAssistant,
} from './scope-match.js';
import { NOT_APPLICABLE, PASS, refuse } from './verdict.js';
import type { Fact, Refusal, Verdict } from './verdict.js';

/** Looks nothing up, so that an assistant token cannot learn which other resources exist. */
export class ScopeCheck implements Check {
  readonly name = 'scope';
  readonly sentence = 'The scope of the credential includes this operation and this resource.';

  judge(principal: Principal | null, policy: RoutePolicy, facts: RequestFacts): Verdict {
    if (principal === null) return NOT_APPLICABLE;
    const { kind, assistant } = principal;
    if (kind !== 'session' && appliesTo(policy.sessionOnly, principal, facts)) {
      return outOfScope('This requires a session.', 'kind', kind, 'session');
    }
    if (policy.assistantTokenOnly && kind !== 'assistant') {
      return outOfScope('This requires an assistant token.', 'kind', kind, 'assistant');
    }
    return assistant === null ? PASS : judgeAssistant(assistant, principal, policy, facts);
  }
}

function judgeAssistant(
  assistant: AssistantScope,
  principal: Principal,
  policy: RoutePolicy,
  facts: RequestFacts,
): Verdict {
  const { kind, child } = principal;
  const { assistantScope: rule } = policy;
  if (rule === undefined) return outOfScope(OUT_OF_SCOPE, 'kind', kind, 'personal');
  if (!isWithin(rule, principal, facts)) {
    return outOfScope(OUT_OF_SCOPE, 'resource', null, boundaryOf(rule, assistant, principal));
  }
  if (child !== null && !isOpenToChild(child, rule, principal, policy, facts)) {
    return outOfScope(OUT_OF_SCOPE, 'kind', kind, 'assistant');
  }
  return isAboutAssistant(rule) && !assistant.reachable ? UNREACHABLE : PASS;
}

const UNREACHABLE: Refusal = refuse(
  'forbidden',
  'The owner of this token can no longer see the assistant.',
  { fact: 'assistant_reachable', value: false, expected: true },
);

function outOfScope(message: string, fact: Fact, value: string | null, expected: string) {
  return refuse('insufficient_scope', message, { fact, value, expected });
}

/** The id of the resource that the token reaches on this route. */
function boundaryOf(
  rule: AssistantScopeRule,
  assistant: AssistantScope,
  { credentialId, child }: Principal,
): string {
  if ('token' in rule || 'tokenOrChild' in rule) return credentialId;
  return ('chat' in rule ? child?.chatId : null) ?? assistant.naturalId;
}

/** A child that is bound to a chat reaches that chat and itself. */
function isOpenToChild(
  child: ChildScope,
  rule: AssistantScopeRule,
  principal: Principal,
  policy: RoutePolicy,
  facts: RequestFacts,
): boolean {
  if (child.webhookId !== null) return appliesTo(policy.callbacks, principal, facts);
  if (policy.children === undefined) return false;
  return child.chatId === null || 'chat' in rule || !isAboutAssistant(rule);
}

function isWithin(rule: AssistantScopeRule, principal: Principal, facts: RequestFacts): boolean {
  if ('own' in rule) return true;
  if ('token' in rule) return isOwnToken(facts.params, rule.token, principal);
  if ('tokenOrChild' in rule) return mayBeOwnChild(facts.params, rule.tokenOrChild, principal);
  if ('chat' in rule) return mayBeOwnChat(facts.params, rule.chat, principal);
  if ('assistant' in rule) return isOwnAssistant(facts.params, rule.assistant, principal);
  return 'assistantInQuery' in rule
    ? namesNoOtherAssistant(facts.query, rule.assistantInQuery, principal)
    : namesNoOtherAssistant(fieldsOf(facts.body), rule.assistantInBody, principal);
}

function isAboutAssistant(rule: AssistantScopeRule): boolean {
  if ('own' in rule) return rule.own === 'assistant';
  return !('token' in rule || 'tokenOrChild' in rule);
}
