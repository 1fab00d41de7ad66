import { isUuid } from '../../platform/ids/id.js';
import type { Principal } from '../principal.js';
import { fieldsOf } from '../route-policy.js';
import type { Params, RequestFacts } from './request-facts.js';

/** The path parameter names the token that was presented: `self`, or its id. */
export function isOwnToken(params: Params, name: string, { credentialId }: Principal): boolean {
  return isNamed(params[name], ['self', credentialId]);
}

/** It names that token or, for all the name tells, a child of it: of a token that may have some. */
export function mayBeOwnChild(params: Params, name: string, principal: Principal): boolean {
  if (isOwnToken(params, name, principal)) return true;
  const ref = params[name];
  const mayHaveSome = principal.kind === 'assistant' && !principal.readOnly;
  return mayHaveSome && typeof ref === 'string' && isUuid(ref);
}

/** The path parameter names the one assistant of the token, in either form. */
export function isOwnAssistant(params: Params, name: string, { assistant }: Principal): boolean {
  return assistant !== null && isNamed(params[name], [assistant.id, assistant.naturalId]);
}

/** The query names the one assistant of the token, in either form, or none. */
export function queryNamesNoOtherAssistant(
  { query }: Pick<RequestFacts, 'query'>,
  name: string,
  principal: Principal,
): boolean {
  return query[name] === undefined || isOwnAssistant(query, name, principal);
}

/** The body names the one assistant of the token, in either form, or none. */
export function bodyNamesNoOtherAssistant(
  { body }: Pick<RequestFacts, 'body'>,
  name: string,
  principal: Principal,
): boolean {
  const fields = fieldsOf(body);
  return fields[name] === undefined || isOwnAssistant(fields, name, principal);
}

/** Any chat, unless the token is bound to one: whose it is, only a look at it tells. */
export function mayBeOwnChat(params: Params, name: string, { child }: Principal): boolean {
  return child?.chatId == null || isNamed(params[name], [child.chatId]);
}

/** A UUID may be written in upper case, and nothing else. */
function isNamed(value: unknown, names: string[]): boolean {
  if (typeof value !== 'string') return false;
  return names.includes(isUuid(value) ? value.toLowerCase() : value);
}
