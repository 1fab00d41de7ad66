import type { Request, RequestHandler } from 'express';
import { SECRET_VALUE } from '../../platform/crypto/secret-pattern.js';
import { URLENCODED } from '../../platform/http/form-media-types.js';
import { CredentialInRequestError } from '../admission.errors.js';

const SECRET = new RegExp(`i5[stc]_[0-9A-Za-z]|${SECRET_VALUE}`);
const PARAMETER = 'access_token';
/** The parameter of searches. Lists show the first characters of each value, so one may search for them. */
const SEARCH = 'q';
const SHOWN = /(?<![0-9A-Za-z])i5[tc]_[0-9A-Za-z]{1,6}(?![0-9A-Za-z])/g;

/**
 * Refuses tokens in the query and in form bodies on every route. RFC 6750 allows both, but both end
 * up in logs. A JSON field can legitimately contain a token, except a field named `access_token`.
 */
export const credentialPlacement: RequestHandler = (request, _response, next) => {
  const misplaced = isInQuery(request) || isInBody(request);
  next(misplaced ? new CredentialInRequestError() : undefined);
};

function isInQuery(request: Request): boolean {
  if (!request.originalUrl.includes('?')) return false;
  return Object.entries(request.query).some(([name, value]) => {
    const texts = textsOf([name, value]);
    const searched = name === SEARCH ? texts.map((text) => text.replace(SHOWN, ' ')) : texts;
    return name === PARAMETER || searched.some(holdsSecret);
  });
}

function isInBody(request: Request): boolean {
  const body: unknown = request.body;
  if (Buffer.isBuffer(body)) return isInForm(body.toString('latin1'), request);
  return typeof body === 'object' && body !== null && Object.hasOwn(body, PARAMETER);
}

function isInForm(form: string, request: Request): boolean {
  if (holdsSecret(form)) return true;
  if (!request.is(URLENCODED)) return form.includes(`name="${PARAMETER}"`);
  return [...new URLSearchParams(form)].some(
    ([name, value]) => name === PARAMETER || holdsSecret(name) || holdsSecret(value),
  );
}

function textsOf(values: unknown[]): string[] {
  return values.flat().filter((text) => typeof text === 'string');
}

export function holdsSecret(text: string): boolean {
  return SECRET.test(text);
}
