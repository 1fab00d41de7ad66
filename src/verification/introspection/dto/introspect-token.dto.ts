import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import { Optional } from '../../../api/validation/optional.js';

@ApiSchema({ description: 'The token to introspect (RFC 7662, section 2.1).' })
export class IntrospectTokenDto {
  @ApiProperty({
    description: 'The value of the token. A malformed value is reported as not active.',
    example: 'i5t_Zk3Qv9xY7wB2nM4kL8pR5tJ1hG6fD3sA0cQv1xolaI',
  })
  @IsString()
  token: string;

  @ApiPropertyOptional({
    description: 'Accepted but ignored, because the value shows the type of the token.',
    example: 'access_token',
  })
  @Optional()
  @IsString()
  token_type_hint?: string;
}
