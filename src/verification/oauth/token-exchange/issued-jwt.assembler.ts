import type { IssuedJwtResource } from '../dto/issued-jwt.resource.js';
import type { IssuedJwt } from './token-exchange.service.js';
import { ACCESS_TOKEN_TYPE } from './token-exchange.types.js';
import type { IssuedTokenType } from './token-exchange.types.js';

export function assembleIssuedJwt(
  { jwt, claims }: IssuedJwt,
  requestedType: IssuedTokenType = ACCESS_TOKEN_TYPE,
): IssuedJwtResource {
  return {
    access_token: jwt,
    issued_token_type: requestedType,
    token_type: 'Bearer',
    expires_in: claims.exp - claims.iat,
    ...(claims.scope !== undefined && { scope: claims.scope }),
  };
}
