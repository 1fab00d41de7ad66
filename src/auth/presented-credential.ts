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

const SECRET_START = /^i5[stc]_/;

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
  const session = sessionCookie(request);
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    if (session !== undefined || countAuthorization(request) > 1) {
      throw new MultipleCredentialsError();
    }
    return { source: 'header', authorization };
  }
  return session === undefined ? null : { source: 'cookie', authorization: `Bearer ${session}` };
}

function hasCredentialInQuery(request: Request): boolean {
  if (!request.originalUrl.includes('?')) return false;
  return Object.entries(request.query).some(
    ([name, value]) =>
      name === 'access_token' || textsOf(value).some((text) => SECRET_START.test(text)),
  );
}

function textsOf(value: unknown): string[] {
  return [value].flat().filter((text) => typeof text === 'string');
}

function hasCredentialInBody(request: Request): boolean {
  const body: unknown = request.body;
  return typeof body === 'object' && body !== null && Object.hasOwn(body, 'access_token');
}

function sessionCookie(request: Request): string | undefined {
  const { cookie } = request.headers;
  if (cookie?.includes(SESSION_COOKIE) !== true) return undefined;
  return parseCookie(cookie)[SESSION_COOKIE];
}

/** Node keeps the first of several `Authorization` headers and drops the others. */
function countAuthorization({ rawHeaders }: Request): number {
  let count = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() === 'authorization') count++;
  }
  return count;
}
