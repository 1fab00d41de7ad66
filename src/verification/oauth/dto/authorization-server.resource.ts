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
      'The supported methods of client authentication. `none`, because the subject token authenticates the request.',
    example: ['none'],
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
      'The supported methods of client authentication. `none`, because the token authenticates the request.',
    example: ['none'],
  })
  revocation_endpoint_auth_methods_supported: string[];

  @ApiProperty(url('/api/tokens/_introspect', 'The endpoint for introspection.'))
  introspection_endpoint: string;

  @ApiProperty({
    type: [String],
    description:
      'The supported methods of client authentication: a credential with the permission `tokens:introspect`.',
    example: ['Bearer'],
  })
  introspection_endpoint_auth_methods_supported: string[];

  @ApiProperty(url('/api/docs', 'The documentation.'))
  service_documentation: string;
}
