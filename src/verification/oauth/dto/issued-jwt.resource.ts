import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import {
  ACCESS_TOKEN_TYPE,
  ISSUED_TOKEN_TYPES,
  JWT_MAX_SECONDS,
} from '../token-exchange/token-exchange.types.js';
import type { IssuedTokenType } from '../token-exchange/token-exchange.types.js';

@ApiSchema({ description: 'A JWT in exchange for a token (RFC 8693, section 2.2.1).' })
export class IssuedJwtResource {
  @ApiProperty({ description: 'The JWT, signed with EdDSA.', example: 'eyJ…' })
  access_token: string;

  @ApiProperty({
    enum: ISSUED_TOKEN_TYPES,
    enumName: 'IssuedTokenType',
    description: 'The requested type.',
    example: ACCESS_TOKEN_TYPE,
  })
  issued_token_type: IssuedTokenType;

  @ApiProperty({
    enum: ['Bearer'],
    example: 'Bearer',
    description:
      'The JWT is a bearer token for services that verify it offline. This API does not accept it.',
  })
  token_type: 'Bearer';

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: JWT_MAX_SECONDS,
    description: 'The lifetime of the JWT in seconds.',
    example: JWT_MAX_SECONDS,
  })
  expires_in: number;

  @ApiPropertyOptional({
    description: 'The granted scopes, separated by spaces. Omitted if empty.',
    example: 'assistant:read assistant:use',
  })
  scope?: string;
}
