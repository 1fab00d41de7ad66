import { randomUUID } from 'node:crypto';
import type { Principal } from '../../../admission/principal.js';
import type { TargetAssistant } from './exchange-target.service.js';
import { isReadOnly } from './jwt-scope.js';
import { JWT_MAX_SECONDS } from './token-exchange.types.js';

/** The claims of a JWT. `iat` and `exp` are in seconds (RFC 7519, section 2). */
export interface JwtClaims {
  iss: string;
  /** The id of the user. */
  sub: string;
  /** The natural id of the assistant; the issuer if the JWT is not limited to one. */
  aud: string;
  /** The id of the token, as the client that it was issued to (RFC 9068, section 2.2). */
  client_id: string;
  jti: string;
  iat: number;
  exp: number;
  /** Omitted if empty. */
  scope?: string;
  username: string;
  token_id: string;
  read_only: boolean;
  assistant_id?: string;
  /** Does not change when the assistant is renamed. */
  assistant_uuid?: string;
}

interface Grant {
  issuer: string;
  principal: Principal;
  target: TargetAssistant | null;
  scope: string[];
  /** When the token or the presented secret ends, whichever is earlier. */
  endsAt: Date | null;
}

export function claimsOf(
  { issuer, principal, target, scope, endsAt }: Grant,
  now: Date,
): JwtClaims {
  const { userId, username, credentialId: tokenId } = principal;
  const iat = secondsOf(now);
  return {
    iss: issuer,
    sub: userId,
    aud: target?.naturalId ?? issuer,
    client_id: tokenId,
    jti: randomUUID(),
    iat,
    exp: Math.min(iat + JWT_MAX_SECONDS, endsAt === null ? Infinity : secondsOf(endsAt)),
    username,
    token_id: tokenId,
    read_only: principal.readOnly || isReadOnly(scope),
    ...(scope.length > 0 && { scope: scope.join(' ') }),
    ...(target && { assistant_id: target.naturalId, assistant_uuid: target.id }),
  };
}

/** Rounds down, so that a JWT never outlives its token. */
function secondsOf(moment: Date): number {
  return Math.floor(moment.getTime() / 1_000);
}
