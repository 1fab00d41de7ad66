import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import { Optional } from '../../common/optional.js';

/** RFC 7662, section 2.1. */
export class IntrospectTokenDto {
  @ApiProperty({
    description: 'The value to ask about. One that is malformed is not active.',
    example: 'i5t_Zk3Qv9xY7wB2nM4kL8pR5tJ1hG6fD3sA0cQv1xolaI',
  })
  @IsString()
  token: string;

  @ApiPropertyOptional({
    description: 'Taken and not needed: a value tells what kind it is.',
    example: 'access_token',
  })
  @Optional()
  @IsString()
  token_type_hint?: string;
}
