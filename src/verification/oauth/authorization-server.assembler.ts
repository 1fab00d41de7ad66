import type { AuthorizationServerResource } from './dto/authorization-server.resource.js';
import { SCOPES } from './token-exchange/jwt-scope.js';
import { TOKEN_EXCHANGE } from './token-exchange/token-exchange.types.js';

/** The token in the body authenticates the request. A client may authenticate in addition. */
const OF_SUBJECT_ENDPOINTS = ['none', 'client_secret_basic', 'client_secret_post'];
const OF_INTROSPECTION = ['Bearer', 'client_secret_basic', 'client_secret_post'];

export function assembleAuthorizationServer(issuer: string): AuthorizationServerResource {
  return {
    issuer,
    token_endpoint: `${issuer}/api/oauth/token`,
    token_endpoint_auth_methods_supported: [...OF_SUBJECT_ENDPOINTS],
    grant_types_supported: [TOKEN_EXCHANGE],
    response_types_supported: [],
    scopes_supported: [...SCOPES],
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    revocation_endpoint: `${issuer}/api/oauth/revoke`,
    revocation_endpoint_auth_methods_supported: [...OF_SUBJECT_ENDPOINTS],
    introspection_endpoint: `${issuer}/api/tokens/_introspect`,
    introspection_endpoint_auth_methods_supported: [...OF_INTROSPECTION],
    service_documentation: `${issuer}/api/docs`,
  };
}
