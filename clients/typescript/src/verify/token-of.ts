import type { VerifiedToken } from './verified-token.js';

const verified = new WeakMap<object, VerifiedToken>();

/** @throws TypeError for a request that no middleware of this package has let in */
export function tokenOf(request: object): VerifiedToken {
  const token = verified.get(request);
  if (token === undefined) throw new TypeError('No token was verified for this request.');
  return token;
}

/** Beside the request, so that nothing a client sends can be taken for it. */
export function setToken(request: object, token: VerifiedToken): void {
  verified.set(request, token);
}
