import type { Request } from 'express';
import { URLENCODED } from '../../platform/http/form-media-types.js';
import type { Principal } from '../principal.js';
import type { PresentedCredential } from './presented-credential.js';

const BASIC = /^Basic ([\w+/-]+=*)$/i;

/**
 * Reads the credential of an OAuth client (RFC 6749, section 2.3.1): an id and the value of a
 * token, with the scheme `Basic` or in the form. The header takes precedence.
 *
 * @param presented the credential outside of the form
 * @returns the credential as the strategy expects it; `presented` if no client authenticates
 */
export function clientCredentialOf(
  request: Request,
  presented: PresentedCredential | null,
): PresentedCredential | null {
  return presented === null ? inForm(request) : inHeader(presented);
}

/** Whether the client may use this id: the name or the id of the user, or the id of the token. */
export function isClientId(
  clientId: string,
  { username, userId, credentialId }: Pick<Principal, 'username' | 'userId' | 'credentialId'>,
): boolean {
  return [username, userId, credentialId].includes(clientId);
}

function inHeader(presented: PresentedCredential): PresentedCredential {
  const [, encoded] = BASIC.exec(presented.authorization) ?? [];
  if (encoded === undefined) return presented;
  const pair = Buffer.from(encoded, 'base64').toString();
  const colon = pair.indexOf(':');
  if (colon === -1) return presented;
  return credentialOf(formDecoded(pair.slice(0, colon)), formDecoded(pair.slice(colon + 1)));
}

function inForm(request: Request): PresentedCredential | null {
  if (!request.is(URLENCODED)) return null;
  const fields = (request.body ?? {}) as Record<string, unknown>;
  const { client_id: clientId, client_secret: secret } = fields;
  if (typeof clientId !== 'string' || typeof secret !== 'string') return null;
  return credentialOf(clientId, secret);
}

function credentialOf(clientId: string, secret: string): PresentedCredential {
  return { source: 'header', authorization: `Bearer ${secret}`, isDpop: false, clientId };
}

/** Clients should encode both parts, but many do not. Neither an id nor a token has a `%` or `+`. */
function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
