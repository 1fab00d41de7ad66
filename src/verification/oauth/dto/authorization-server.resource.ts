import { ApiProperty, ApiSchema } from '@nestjs/swagger';

const url = (path: string, description: string) => ({
  format: 'uri',
  description,
  example: `https://tokens.example.com${path}`,
});

@ApiSchema({ description: 'What the OAuth endpoints can do (RFC 8414, section 2).' })
export class AuthorizationServerResource {
  @ApiProperty(url('', 'This service, as the JWTs name it.'))
  issuer: string;

  @ApiProperty(url('/api/oauth/token', 'Where tokens are exchanged.'))
  token_endpoint: string;

  @ApiProperty({
    type: [String],
    description: 'The subject token authenticates the request.',
    example: ['none'],
  })
  token_endpoint_auth_methods_supported: string[];

  @ApiProperty({
    type: [String],
    description: 'Token exchange (RFC 8693) only.',
    example: ['urn:ietf:params:oauth:grant-type:token-exchange'],
  })
  grant_types_supported: string[];

  @ApiProperty({
    type: [String],
    description: 'None: there is no authorization endpoint.',
    example: [],
  })
  response_types_supported: string[];

  @ApiProperty({
    type: [String],
    description: 'What a JWT may be for.',
    example: ['assistant:read', 'assistant:use'],
  })
  scopes_supported: string[];

  @ApiProperty(url('/.well-known/jwks.json', 'Where the public keys are.'))
  jwks_uri: string;

  @ApiProperty(url('/api/oauth/revoke', 'Where a token is revoked by whoever holds it.'))
  revocation_endpoint: string;

  @ApiProperty({
    type: [String],
    description: 'The token authenticates the request.',
    example: ['none'],
  })
  revocation_endpoint_auth_methods_supported: string[];

  @ApiProperty(url('/api/tokens/_introspect', 'Where one asks whether a token is good.'))
  introspection_endpoint: string;

  @ApiProperty({
    type: [String],
    description: 'A credential with the permission `tokens:introspect`.',
    example: ['Bearer'],
  })
  introspection_endpoint_auth_methods_supported: string[];

  @ApiProperty(url('/api/docs', 'Where to read more.'))
  service_documentation: string;
}
