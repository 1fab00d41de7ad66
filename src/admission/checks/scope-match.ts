import { isUuid } from '../../platform/ids/id.js';
import type { Principal } from '../principal.js';
import type { Params } from './request-facts.js';

/** The path parameter names the token that was presented: `self`, or its id. */
export function isOwnToken(params: Params, name: string, { credentialId }: Principal): boolean {
  return isNamed(params[name], ['self', credentialId]);
}

/**
 * The path parameter names the token that was presented, or may name a child of it. Whether it does, the
 * service finds out. A read-only token and a child have no children.
 */
export function mayBeOwnChild(params: Params, name: string, principal: Principal): boolean {
  if (isOwnToken(params, name, principal)) return true;
  const ref = params[name];
  const mayHaveChildren = principal.kind === 'assistant' && !principal.readOnly;
  return mayHaveChildren && typeof ref === 'string' && isUuid(ref);
}

/** The path parameter names the one assistant of the token, in either form. */
export function isOwnAssistant(params: Params, name: string, { assistant }: Principal): boolean {
  return assistant !== null && isNamed(params[name], [assistant.id, assistant.naturalId]);
}

/** The values of a query or a body name the assistant of the token, in either form, or none. */
export function namesNoOtherAssistant(values: Params, name: string, principal: Principal): boolean {
  return values[name] === undefined || isOwnAssistant(values, name, principal);
}

/**
 * The path parameter names the chat that the token is bound to. A token that is bound to none passes
 * here: the service finds out whose chat it is.
 */
export function mayBeOwnChat(params: Params, name: string, { child }: Principal): boolean {
  return child?.chatId == null || isNamed(params[name], [child.chatId]);
}

/** Compares UUIDs without regard to case, and everything else exactly. */
function isNamed(value: unknown, names: string[]): boolean {
  if (typeof value !== 'string') return false;
  return names.includes(isUuid(value) ? value.toLowerCase() : value);
}
