/** RFC 6750, section 2.1; the scheme is written in any case (RFC 9110, section 11.1). */
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

/** A JWT or a token of the service is much shorter. */
const MAX_LENGTH = 8_192;

/** What a header says of the credential: its value, or which other scheme it has. */
export type Presented = { token: string } | { scheme: 'none' | 'dpop' | 'other' };

/** @param authorization the header; no other place of a request is looked at */
export function readBearer(authorization: string | null | undefined): Presented {
  if (authorization === undefined || authorization === null) return { scheme: 'none' };
  if (/^DPoP /i.test(authorization)) return { scheme: 'dpop' };
  const token = authorization.length <= MAX_LENGTH ? BEARER.exec(authorization)?.[1] : undefined;
  if (token !== undefined) return { token };
  return { scheme: /^Bearer\b/i.test(authorization) ? 'other' : 'none' };
}
