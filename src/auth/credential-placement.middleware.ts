import type { Request, RequestHandler } from 'express';
import { CredentialInRequestError } from './auth.errors.js';

const SECRET = /i5[stc]_[0-9A-Za-z]/;
const PARAMETER = 'access_token';
const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data'];

/**
 * RFC 6750 lets a client put a token into the query or a form body; both end up in logs, so both
 * are refused, wherever the request goes. A secret in the field of a JSON body may be meant to be
 * there; one named `access_token` is not.
 */
export const credentialPlacement: RequestHandler = (request, _response, next) => {
  const misplaced = isInQuery(request) || isInBody(request);
  next(misplaced ? new CredentialInRequestError() : undefined);
};

function isInQuery(request: Request): boolean {
  if (!request.originalUrl.includes('?')) return false;
  return Object.entries(request.query).some(
    ([name, value]) => name === PARAMETER || textsOf([name, value]).some(holdsSecret),
  );
}

function isInBody(request: Request): boolean {
  const body: unknown = request.body;
  if (typeof body === 'string') return holdsSecret(body) || body.includes(`name="${PARAMETER}"`);
  if (typeof body !== 'object' || body === null) return false;
  if (Object.hasOwn(body, PARAMETER)) return true;
  return request.is(FORMS) !== false && textsOf(Object.values(body)).some(holdsSecret);
}

function textsOf(values: unknown[]): string[] {
  return values.flat().filter((text) => typeof text === 'string');
}

function holdsSecret(text: string): boolean {
  return SECRET.test(text);
}
