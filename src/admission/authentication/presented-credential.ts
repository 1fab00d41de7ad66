import type { Request } from 'express';
import type { Config } from '../../platform/config/config.js';
import { countHeader } from '../../platform/http/raw-headers.js';
import { MultipleCredentialsError } from '../admission.errors.js';
import { sessionsIn } from './session-cookies.js';

export type CredentialSource = 'header' | 'cookie';

export interface PresentedCredential {
  source: CredentialSource;
  /** The value of an `Authorization` header with any scheme. */
  authorization: string;
  /** Whether the scheme is `DPoP` (RFC 9449, section 7.1). */
  isDpop: boolean;
  /** The id that an OAuth client sent with its credential. */
  clientId?: string;
}

/** RFC 6750, section 2.1, allows one or more spaces. */
const SPACES = / +/;
const DPOP = /^DPoP /i;

/**
 * Reads the only credential of a request, if any. Counts raw headers, because Node drops all but
 * the first `Authorization` header.
 *
 * @throws MultipleCredentialsError
 */
export function readCredential(
  request: Request,
  config: Pick<Config, 'publicUrl'>,
): PresentedCredential | null {
  const { authorization, cookie } = request.headers;
  const sessions = sessionsIn(cookie, config);
  if (countHeader(request.rawHeaders, 'authorization') + sessions.length > 1)
    throw new MultipleCredentialsError();
  if (authorization !== undefined) return fromHeader(authorization);
  const [session] = sessions;
  if (session === undefined) return null;
  return { source: 'cookie', authorization: `Bearer ${session}`, isDpop: false };
}

/** The part after the scheme. */
export function secretIn({ authorization }: PresentedCredential): string {
  return authorization.slice(authorization.indexOf(' ') + 1);
}

/** The header with the scheme `Bearer`, which is the only one that the strategy accepts. */
export function bearerFormOf(credential: PresentedCredential): string {
  return credential.isDpop ? `Bearer ${secretIn(credential)}` : credential.authorization;
}

/** @returns `null` for a scheme without a credential */
function fromHeader(authorization: string): PresentedCredential | null {
  const space = authorization.indexOf(' ');
  const value =
    space > 0 && !authorization.includes(' ', space + 1)
      ? authorization
      : authorization.trim().replace(SPACES, ' ');
  if (!value.includes(' ')) return null;
  return { source: 'header', authorization: value, isDpop: DPOP.test(value) };
}
