import { ApiProperty } from '@nestjs/swagger';

const url = (path: string) => ({
  format: 'uri',
  example: `https://tokens.example.com${path}`,
});

/** RFC 8414, section 2. */
export class AuthorizationServerResource {
  @ApiProperty(url(''))
  issuer: string;

  @ApiProperty(url('/api/oauth/token'))
  token_endpoint: string;

  @ApiProperty({ type: [String], example: ['none'] })
  token_endpoint_auth_methods_supported: string[];

  @ApiProperty({
    type: [String],
    example: ['urn:ietf:params:oauth:grant-type:token-exchange'],
  })
  grant_types_supported: string[];

  @ApiProperty({
    type: [String],
    description: 'None: there is no authorization endpoint.',
    example: [],
  })
  response_types_supported: string[];

  @ApiProperty({ type: [String], example: ['assistant:read', 'assistant:use'] })
  scopes_supported: string[];

  @ApiProperty(url('/.well-known/jwks.json'))
  jwks_uri: string;

  @ApiProperty(url('/api/oauth/revoke'))
  revocation_endpoint: string;

  @ApiProperty({ type: [String], example: ['none'] })
  revocation_endpoint_auth_methods_supported: string[];

  @ApiProperty(url('/api/tokens/_introspect'))
  introspection_endpoint: string;

  @ApiProperty({ type: [String], example: ['Bearer'] })
  introspection_endpoint_auth_methods_supported: string[];

  @ApiProperty(url('/api/docs'))
  service_documentation: string;
}
