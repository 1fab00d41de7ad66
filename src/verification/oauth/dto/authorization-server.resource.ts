import { ApiProperty, ApiSchema } from '@nestjs/swagger';

const url = (path: string, description: string) => ({
  format: 'uri',
  description,
  example: `https://tokens.example.com${path}`,
});

@ApiSchema({ description: 'The metadata of the authorization server (RFC 8414, section 2).' })
export class AuthorizationServerResource {
  @ApiProperty(url('', 'The issuer, as in the JWTs.'))
  issuer: string;

  @ApiProperty(url('/api/oauth/token', 'The endpoint for token exchange.'))
  token_endpoint: string;

  @ApiProperty({
    type: [String],
    description:
      'The supported methods of client authentication. `none`: the subject token authenticates the request. `client_secret_basic` and `client_secret_post`: a client secret that is a token must be valid, and any other client secret is ignored.',
    example: ['none', 'client_secret_basic', 'client_secret_post'],
  })
  token_endpoint_auth_methods_supported: string[];

  @ApiProperty({
    type: [String],
    description: 'The supported grant types: only token exchange (RFC 8693).',
    example: ['urn:ietf:params:oauth:grant-type:token-exchange'],
  })
  grant_types_supported: string[];

  @ApiProperty({
    type: [String],
    description: 'The supported response types: none, because there is no authorization endpoint.',
    example: [],
  })
  response_types_supported: string[];

  @ApiProperty({
    type: [String],
    description: 'The scopes that a JWT can have.',
    example: ['assistant:read', 'assistant:use'],
  })
  scopes_supported: string[];

  @ApiProperty(url('/.well-known/jwks.json', 'The URL of the public keys.'))
  jwks_uri: string;

  @ApiProperty(url('/api/oauth/revoke', 'The endpoint for revoking a token by its value.'))
  revocation_endpoint: string;

  @ApiProperty({
    type: [String],
    description:
      'The supported methods of client authentication. `none`: the token in the form authenticates the request. `client_secret_basic` and `client_secret_post`: a client secret that is a token must be valid, and any other client secret is ignored.',
    example: ['none', 'client_secret_basic', 'client_secret_post'],
  })
  revocation_endpoint_auth_methods_supported: string[];

  @ApiProperty(url('/api/tokens/_introspect', 'The endpoint for introspection.'))
  introspection_endpoint: string;

  @ApiProperty({
    type: [String],
    description:
      'The supported methods of client authentication. Each needs a credential with the permission `tokens:introspect`. `Bearer`: the credential is in the header `Authorization`. `client_secret_basic` and `client_secret_post`: the client secret is the value of a token, and the client id is the id of this token or the name of its user.',
    example: ['Bearer', 'client_secret_basic', 'client_secret_post'],
  })
  introspection_endpoint_auth_methods_supported: string[];

  @ApiProperty(url('/api/docs', 'The documentation.'))
  service_documentation: string;
}
