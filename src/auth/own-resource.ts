import type { Request } from 'express';
import { isUuid } from '../common/id.js';
import type { Principal } from './principal.js';

type Params = Request['params'];

/** The path parameter names the token that was presented: `self`, or its id. */
export function isOwnToken(params: Params, name: string, { credentialId }: Principal): boolean {
  return isNamed(params[name], ['self', credentialId]);
}

/** The path parameter names the one assistant of the token, in either form. */
export function isOwnAssistant(params: Params, name: string, { assistant }: Principal): boolean {
  return assistant !== null && isNamed(params[name], [assistant.id, assistant.naturalId]);
}

/** A UUID may be written in upper case, and nothing else. */
function isNamed(value: string | string[] | undefined, names: string[]): boolean {
  if (typeof value !== 'string') return false;
  return names.includes(isUuid(value) ? value.toLowerCase() : value);
}
