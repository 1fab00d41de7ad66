import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { Optional } from '../../../api/validation/optional.js';
import { ClientId } from './client-id.js';

const MAX_LENGTH = 8_192;

@ApiSchema({ description: 'The token to revoke (RFC 7009, section 2.1).' })
export class TokenRevocationDto {
  @ApiProperty({
    format: 'password',
    writeOnly: true,
    maxLength: MAX_LENGTH,
    description: 'The value of a token or a session.',
    example: 'i5t_…',
  })
  @IsString()
  @MaxLength(MAX_LENGTH)
  token: string;

  @ApiPropertyOptional({
    maxLength: 256,
    description: 'Accepted but ignored, because the value shows the type of the token.',
    example: 'access_token',
  })
  @Optional()
  @IsString()
  @MaxLength(256)
  token_type_hint?: string;

  @ClientId()
  client_id?: string;
}
