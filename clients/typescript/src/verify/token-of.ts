import type { VerifiedToken } from './verified-token.js';

const verified = new WeakMap<object, VerifiedToken>();

/** @throws TypeError for a request that no middleware of this package has accepted */
export function tokenOf(request: object): VerifiedToken {
  const token = verified.get(request);
  if (token === undefined) throw new TypeError('No token was verified for this request.');
  return token;
}

/** Stored next to the request, so that no input of a client can replace it. */
export function setToken(request: object, token: VerifiedToken): void {
  verified.set(request, token);
}
