import { isUuid } from '../../platform/ids/id.js';
import type { Principal } from '../principal.js';
import type { Params } from './request-facts.js';

/** Whether the path parameter names the presented token, by `self` or by its id. */
export function isOwnToken(params: Params, name: string, { credentialId }: Principal): boolean {
  return isNamed(params[name], ['self', credentialId]);
}

/**
 * Whether the path parameter names the presented token or may name a child of it, which the service
 * checks later. Read-only tokens and child tokens have no children.
 */
export function mayBeOwnChild(params: Params, name: string, principal: Principal): boolean {
  if (isOwnToken(params, name, principal)) return true;
  const ref = params[name];
  const mayHaveChildren = principal.kind === 'assistant' && !principal.readOnly;
  return mayHaveChildren && typeof ref === 'string' && isUuid(ref);
}

/** Whether the path parameter names the assistant of the token, by UUID or natural id. */
export function isOwnAssistant(params: Params, name: string, { assistant }: Principal): boolean {
  return assistant !== null && isNamed(params[name], [assistant.id, assistant.naturalId]);
}

/** Whether the query or body names the assistant of the token, by UUID or natural id, or none. */
export function namesNoOtherAssistant(values: Params, name: string, principal: Principal): boolean {
  return values[name] === undefined || isOwnAssistant(values, name, principal);
}

/**
 * Whether the path parameter names the chat that the token is bound to. Tokens without such a chat
 * pass, and the service checks later who owns the chat.
 */
export function mayBeOwnChat(params: Params, name: string, { child }: Principal): boolean {
  return child?.chatId == null || isNamed(params[name], [child.chatId]);
}

/** Compares UUIDs without regard to case, and everything else exactly. */
function isNamed(value: unknown, names: string[]): boolean {
  if (typeof value !== 'string') return false;
  return names.includes(isUuid(value) ? value.toLowerCase() : value);
}
