import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { Equals, IsIn, IsString, MaxLength } from 'class-validator';
import { Optional } from '../../../api/validation/optional.js';
import {
  ACCESS_TOKEN_TYPE,
  ISSUED_TOKEN_TYPES,
  TOKEN_EXCHANGE,
} from '../token-exchange/token-exchange.types.js';
import type { IssuedTokenType } from '../token-exchange/token-exchange.types.js';
import { ClientId } from './client-id.js';

const MAX_LENGTH = 2_048;

/** Refuses a parameter that would change the meaning of the JWT if it were ignored. */
const NotSupported = () => Equals(undefined, { message: '$property is not supported' });

@ApiSchema({ description: 'A token exchange request (RFC 8693, section 2.1).' })
export class TokenExchangeDto {
  @ApiProperty({
    enum: [TOKEN_EXCHANGE],
    description: 'The grant type. Only token exchange is supported.',
    example: TOKEN_EXCHANGE,
  })
  @IsIn([TOKEN_EXCHANGE])
  grant_type: typeof TOKEN_EXCHANGE;

  @ApiProperty({
    format: 'password',
    writeOnly: true,
    maxLength: MAX_LENGTH,
    description: 'The value of a personal or assistant token.',
    example: 'i5t_…',
  })
  @IsString()
  @MaxLength(MAX_LENGTH)
  subject_token: string;

  @ApiProperty({
    enum: [ACCESS_TOKEN_TYPE],
    description: 'The type of the subject token.',
    example: ACCESS_TOKEN_TYPE,
  })
  @IsIn([ACCESS_TOKEN_TYPE])
  subject_token_type: typeof ACCESS_TOKEN_TYPE;

  @ApiPropertyOptional({
    enum: ISSUED_TOKEN_TYPES,
    enumName: 'IssuedTokenType',
    example: ACCESS_TOKEN_TYPE,
    description: 'The type that the response reports for the JWT. Defaults to `access_token`.',
  })
  @Optional()
  @IsIn(ISSUED_TOKEN_TYPES)
  requested_token_type?: IssuedTokenType;

  @ApiPropertyOptional({
    maxLength: MAX_LENGTH,
    description:
      'The assistant that the JWT is for, by natural id or UUID. For an assistant token, only its own assistant is allowed. For a personal token, this limits the JWT to the assistant.',
    example: 'team:sales-assistant',
  })
  @Optional()
  @IsString()
  @MaxLength(MAX_LENGTH)
  audience?: string;

  @ApiPropertyOptional({
    maxLength: MAX_LENGTH,
    description: 'The assistant that the JWT is for, as an absolute URL.',
    example: 'https://tokens.example.com/api/assistants/team:sales-assistant',
  })
  @Optional()
  @IsString()
  @MaxLength(MAX_LENGTH)
  resource?: string;

  @ApiPropertyOptional({
    maxLength: MAX_LENGTH,
    description: 'The requested scopes, separated by spaces. Defaults to all scopes of the token.',
    example: 'assistant:read',
  })
  @Optional()
  @IsString()
  @MaxLength(MAX_LENGTH)
  scope?: string;

  @NotSupported()
  actor_token?: never;

  @NotSupported()
  actor_token_type?: never;

  @ClientId()
  client_id?: string;
}
