import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { CREDENTIAL_KINDS } from '../../../admission/principal.js';
import type { CredentialKind } from '../../../admission/principal.js';

const EXAMPLE_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';

@ApiSchema({ description: 'The key that a token is bound to (RFC 7800, section 3).' })
export class ConfirmationResource {
  @ApiProperty({
    description: 'The thumbprint of the key (RFC 7638, SHA-256).',
    example: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I',
  })
  jkt: string;
}

@ApiSchema({ description: 'Whether a token is valid, and what it may do (RFC 7662, section 2.2).' })
export class IntrospectionResource {
  @ApiProperty({
    description: 'Whether the token is valid. If false, the response has no other members.',
    example: true,
  })
  active: boolean;

  @ApiPropertyOptional({
    type: 'string',
    description:
      'What the token may do now, separated by spaces: `assistant:read` and `assistant:use`, for the assistant in `assistant_id` or for every assistant its user may use, and the permissions of its user. Omitted if empty.',
    example: 'assistant:read assistant:use',
  })
  scope?: string | undefined;

  @ApiPropertyOptional({
    type: 'string',
    format: 'uuid',
    description:
      'The client: the id of the token, which rotation does not change. For a child token, the id of its parent.',
    example: EXAMPLE_ID,
  })
  client_id?: string | undefined;

  @ApiPropertyOptional({
    type: 'string',
    description: 'The username of the owner.',
    example: 'admin',
  })
  username?: string | undefined;

  @ApiPropertyOptional({
    enum: ['Bearer', 'DPoP'],
    enumName: 'TokenScheme',
    example: 'Bearer',
    description:
      'How to present the token. `DPoP` requires a proof with the key in `cnf` for each use (RFC 9449).',
  })
  token_type?: 'Bearer' | 'DPoP' | undefined;

  @ApiPropertyOptional({
    type: 'integer',
    format: 'int64',
    minimum: 0,
    description:
      'When this value expires, in seconds since 1970. After a rotation, this is the end of its overlap. Omitted if it does not expire.',
    example: 1_767_225_600,
  })
  exp?: number | undefined;

  @ApiPropertyOptional({
    type: 'integer',
    format: 'int64',
    minimum: 0,
    description: 'When the token was issued, in seconds since 1970.',
    example: 1_705_312_800,
  })
  iat?: number | undefined;

  @ApiPropertyOptional({
    type: 'string',
    format: 'uuid',
    description:
      'The id of the owner. It is never reused, even if a new user gets the same username.',
    example: '0198c1f2-0000-7c3e-9f0a-2b1c3d4e5f60',
  })
  sub?: string | undefined;

  @ApiPropertyOptional({
    type: 'string',
    format: 'uri',
    description:
      'The issuer, which is this service: `PUBLIC_URL`, or the address on which it listens if that is not set.',
    example: 'https://tokens.example.com',
  })
  iss?: string | undefined;

  @ApiPropertyOptional({
    type: 'string',
    format: 'uuid',
    description: 'The id of the token or session.',
    example: EXAMPLE_ID,
  })
  jti?: string | undefined;

  @ApiPropertyOptional({
    enum: CREDENTIAL_KINDS,
    enumName: 'CredentialKind',
    description: 'The type of the credential.',
    example: 'assistant',
  })
  type?: CredentialKind | undefined;

  @ApiPropertyOptional({
    type: 'string',
    description:
      'The natural id of the assistant that the token is limited to. Omitted if it is not limited.',
    example: 'team:sales-assistant',
  })
  assistant_id?: string | undefined;

  @ApiPropertyOptional({
    type: 'boolean',
    description: 'Whether the token allows safe methods only.',
    example: false,
  })
  read_only?: boolean | undefined;

  @ApiPropertyOptional({
    type: 'boolean',
    description: 'Whether the owner holds an AI seat.',
    example: true,
  })
  seat?: boolean | undefined;

  @ApiPropertyOptional({
    type: 'string',
    description:
      'The CIDR blocks from which the token can be used, separated by commas. Your service must check them. Omitted if there is no such restriction.',
    example: '203.0.113.0/24,2001:db8::/32',
  })
  cidr?: string | undefined;

  @ApiPropertyOptional({
    type: 'string',
    description:
      'The host that the `Origin` header of the client must name. Your service must check it. Omitted if there is no such restriction.',
    example: 'app.example.com',
  })
  host?: string | undefined;

  @ApiPropertyOptional({
    type: 'string',
    format: 'uuid',
    description: 'The parent of the token. Only for child tokens.',
    example: EXAMPLE_ID,
  })
  parent_id?: string | undefined;

  @ApiPropertyOptional({
    type: 'string',
    format: 'uuid',
    description:
      'The chat that the token is limited to. Only for child tokens that are bound to a chat. A service without chats must refuse such a token.',
    example: '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f61',
  })
  chat_id?: string | undefined;

  @ApiPropertyOptional({
    type: ConfirmationResource,
    description:
      'The key that the token is bound to (RFC 7800, RFC 9449, section 6.2). Omitted for bearer tokens.',
  })
  cnf?: ConfirmationResource | undefined;
}

@ApiSchema({ description: 'Whether each token is valid, and what it may do.' })
export class IntrospectionBatchResource {
  @ApiProperty({
    type: [IntrospectionResource],
    description: 'The results, in the order of the tokens.',
  })
  results: IntrospectionResource[];
}
