import type { AuthorizationServerResource } from './dto/authorization-server.resource.js';
import { SCOPES } from './token-exchange/jwt-scope.js';
import { TOKEN_EXCHANGE } from './token-exchange/token-exchange.types.js';

/** The registered method for clients without credentials of their own. */
const PUBLIC_CLIENT = 'none';

export function assembleAuthorizationServer(issuer: string): AuthorizationServerResource {
  return {
    issuer,
    token_endpoint: `${issuer}/api/oauth/token`,
    token_endpoint_auth_methods_supported: [PUBLIC_CLIENT],
    grant_types_supported: [TOKEN_EXCHANGE],
    response_types_supported: [],
    scopes_supported: [...SCOPES],
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    revocation_endpoint: `${issuer}/api/oauth/revoke`,
    revocation_endpoint_auth_methods_supported: [PUBLIC_CLIENT],
    introspection_endpoint: `${issuer}/api/tokens/_introspect`,
    introspection_endpoint_auth_methods_supported: ['Bearer'],
    service_documentation: `${issuer}/api/docs`,
  };
}
