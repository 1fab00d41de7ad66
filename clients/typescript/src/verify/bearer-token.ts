/** RFC 6750, section 2.1. The scheme is case-insensitive (RFC 9110, section 11.1). */
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

/** A JWT or a token of the service is much shorter. */
const MAX_LENGTH = 8_192;

/** The credential in a header: its value, or another scheme. */
export type Presented = { token: string } | { scheme: 'none' | 'dpop' | 'other' };

/** @param authorization the header. The client reads the credential from nowhere else. */
export function readBearer(authorization: string | null | undefined): Presented {
  if (authorization === undefined || authorization === null) return { scheme: 'none' };
  if (/^DPoP /i.test(authorization)) return { scheme: 'dpop' };
  const token = authorization.length <= MAX_LENGTH ? BEARER.exec(authorization)?.[1] : undefined;
  if (token !== undefined) return { token };
  return { scheme: /^Bearer\b/i.test(authorization) ? 'other' : 'none' };
}
