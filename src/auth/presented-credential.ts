import { parseCookie } from 'cookie';
import type { Request } from 'express';
import { CredentialInRequestError, MultipleCredentialsError } from './auth.errors.js';

export const SESSION_COOKIE = 'sid';

export type CredentialSource = 'header' | 'cookie';

export interface PresentedCredential {
  source: CredentialSource;
  /** The value of an `Authorization` header, whatever its scheme. */
  authorization: string;
}

const SECRET = /i5[stc]_[0-9A-Za-z]/;
const SESSION_PAIR = new RegExp(`^\\s*${SESSION_COOKIE}\\s*=`);

/**
 * The one credential of a request, or null.
 *
 * RFC 6750 lets a client put a token into the query or a form body; both end up in logs, so both
 * are refused.
 *
 * @throws MultipleCredentialsError, CredentialInRequestError
 */
export function readCredential(request: Request): PresentedCredential | null {
  if (hasCredentialInQuery(request) || hasCredentialInBody(request)) {
    throw new CredentialInRequestError();
  }
  const { authorization, cookie } = request.headers;
  const sessions = countSessionCookies(cookie);
  if (countAuthorization(request) + sessions > 1) throw new MultipleCredentialsError();
  if (authorization !== undefined) return { source: 'header', authorization };
  if (cookie === undefined || sessions === 0) return null;
  return { source: 'cookie', authorization: `Bearer ${parseCookie(cookie)[SESSION_COOKIE] ?? ''}` };
}

function hasCredentialInQuery(request: Request): boolean {
  if (!request.originalUrl.includes('?')) return false;
  return Object.entries(request.query).some(
    ([name, value]) =>
      name === 'access_token' || textsOf([name, value]).some((text) => SECRET.test(text)),
  );
}

function textsOf(values: unknown[]): string[] {
  return values.flat().filter((text) => typeof text === 'string');
}

function hasCredentialInBody(request: Request): boolean {
  const body: unknown = request.body;
  if (typeof body !== 'object' || body === null) return false;
  const isForm = request.is('application/x-www-form-urlencoded') !== false;
  return (
    Object.hasOwn(body, 'access_token') ||
    (isForm && textsOf(Object.values(body)).some((text) => SECRET.test(text)))
  );
}

function countSessionCookies(cookie: string | undefined): number {
  if (cookie?.includes(SESSION_COOKIE) !== true) return 0;
  return cookie.split(';').filter((pair) => SESSION_PAIR.test(pair)).length;
}

/** Node keeps the first of several `Authorization` headers and drops the others. */
function countAuthorization({ rawHeaders }: Request): number {
  let count = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() === 'authorization') count++;
  }
  return count;
}
