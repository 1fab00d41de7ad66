import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';

const MAX_LENGTH = 1_000;

@ApiSchema({ description: 'A value that somebody found.' })
export class FindTokenDto {
  @ApiProperty({
    maxLength: MAX_LENGTH,
    description: 'The value of a token or child token.',
    example: 'i5t_Zk3Qv9xY7wB2nM4kL8pR5tJ1hG6fD3sA0cQv1xolaI',
  })
  @IsString()
  @MaxLength(MAX_LENGTH)
  value: string;
}
