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
    description: 'As it was asked for.',
    example: ACCESS_TOKEN_TYPE,
  })
  issued_token_type: IssuedTokenType;

  @ApiProperty({
    enum: ['Bearer'],
    example: 'Bearer',
    description: 'For whoever verifies it offline; this API does not take it.',
  })
  token_type: 'Bearer';

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: JWT_MAX_SECONDS,
    description: 'Seconds that it is good for.',
    example: JWT_MAX_SECONDS,
  })
  expires_in: number;

  @ApiPropertyOptional({
    description: 'Words separated by spaces; left out for nothing.',
    example: 'assistant:read assistant:use',
  })
  scope?: string;
}
