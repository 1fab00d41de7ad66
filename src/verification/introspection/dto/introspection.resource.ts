import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { CREDENTIAL_KINDS } from '../../../admission/principal.js';
import type { CredentialKind } from '../../../admission/principal.js';

const EXAMPLE_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';

@ApiSchema({ description: 'The key that a token is bound to (RFC 7800, section 3).' })
export class ConfirmationResource {
  @ApiProperty({
    description: 'Thumbprint of the key (RFC 7638, SHA-256).',
    example: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I',
  })
  jkt: string;
}

@ApiSchema({ description: 'What a token is good for (RFC 7662, section 2.2).' })
export class IntrospectionResource {
  @ApiProperty({ description: 'When false, there is nothing else.', example: true })
  active: boolean;

  @ApiPropertyOptional({
    type: 'string',
    description:
      'What it may do now: `assistant:read` and `assistant:use`, on the assistant of `assistant_id` or on all its user may use, and permissions of its user. Left out for nothing.',
    example: 'assistant:read assistant:use',
  })
  scope?: string | undefined;

  @ApiPropertyOptional({
    type: 'string',
    format: 'uuid',
    description:
      'Who was given the credential: the token, which a rotation leaves as it is; of a child token, its parent.',
    example: EXAMPLE_ID,
  })
  client_id?: string | undefined;

  @ApiPropertyOptional({ type: 'string', description: 'Its owner.', example: 'admin' })
  username?: string | undefined;

  @ApiPropertyOptional({
    enum: ['Bearer', 'DPoP'],
    enumName: 'TokenScheme',
    example: 'Bearer',
    description: '`DPoP`: each use must be proved with the key of `cnf` (RFC 9449).',
  })
  token_type?: 'Bearer' | 'DPoP' | undefined;

  @ApiPropertyOptional({
    type: 'integer',
    format: 'int64',
    minimum: 0,
    description: 'Seconds since 1970 when this value ends, its overlap included; left out: never.',
    example: 1_767_225_600,
  })
  exp?: number | undefined;

  @ApiPropertyOptional({
    type: 'integer',
    format: 'int64',
    minimum: 0,
    description: 'Seconds since 1970 when the token was issued.',
    example: 1_705_312_800,
  })
  iat?: number | undefined;

  @ApiPropertyOptional({
    type: 'string',
    format: 'uuid',
    description: 'Id of its owner, which a new user of the same name does not get.',
    example: '0198c1f2-0000-7c3e-9f0a-2b1c3d4e5f60',
  })
  sub?: string | undefined;

  @ApiPropertyOptional({
    type: 'string',
    format: 'uri',
    description: 'This service: `PUBLIC_URL`, or else the origin that was asked.',
    example: 'https://tokens.example.com',
  })
  iss?: string | undefined;

  @ApiPropertyOptional({
    type: 'string',
    format: 'uuid',
    description: 'Id of the token, or of the session.',
    example: EXAMPLE_ID,
  })
  jti?: string | undefined;

  @ApiPropertyOptional({
    enum: CREDENTIAL_KINDS,
    enumName: 'CredentialKind',
    description: 'The kind of the credential.',
    example: 'assistant',
  })
  type?: CredentialKind | undefined;

  @ApiPropertyOptional({
    type: 'string',
    description: 'Natural id of the one assistant it reaches; left out where it is not limited.',
    example: 'team:sales-assistant',
  })
  assistant_id?: string | undefined;

  @ApiPropertyOptional({ type: 'boolean', description: 'Safe methods only.', example: false })
  read_only?: boolean | undefined;

  @ApiPropertyOptional({
    type: 'boolean',
    description: 'Its owner holds an AI seat.',
    example: true,
  })
  seat?: boolean | undefined;

  @ApiPropertyOptional({
    type: 'string',
    description:
      'Blocks that the client address must be in, separated by commas: for the asking service to check. Left out: any.',
    example: '203.0.113.0/24,2001:db8::/32',
  })
  cidr?: string | undefined;

  @ApiPropertyOptional({
    type: 'string',
    description:
      'The host that the `Origin` of the client must have: for the asking service to check. Left out: any.',
    example: 'app.example.com',
  })
  host?: string | undefined;

  @ApiPropertyOptional({
    type: 'string',
    format: 'uuid',
    description: 'Of a child token: the token it was derived from.',
    example: EXAMPLE_ID,
  })
  parent_id?: string | undefined;

  @ApiPropertyOptional({
    type: 'string',
    format: 'uuid',
    description:
      'Of a child token that is bound to one chat: that chat. A service that knows no chats must refuse it.',
    example: '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f61',
  })
  chat_id?: string | undefined;

  @ApiPropertyOptional({
    type: ConfirmationResource,
    description: 'Of a token that is bound to a key (RFC 7800, RFC 9449, section 6.2).',
  })
  cnf?: ConfirmationResource | undefined;
}

@ApiSchema({ description: 'What each of the tokens is good for.' })
export class IntrospectionBatchResource {
  @ApiProperty({ type: [IntrospectionResource], description: 'In the order of the tokens.' })
  results: IntrospectionResource[];
}
