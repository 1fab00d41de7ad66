import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsString } from 'class-validator';

const MAX_TOKENS = 1_000;

export class IntrospectBatchDto {
  @ApiProperty({
    type: 'array',
    items: { type: 'string' },
    maxItems: MAX_TOKENS,
    description: 'The values to ask about. One that is malformed is not active.',
    example: ['i5t_Zk3Qv9xY7wB2nM4kL8pR5tJ1hG6fD3sA0cQv1xolaI'],
  })
  @IsArray()
  @ArrayMaxSize(MAX_TOKENS)
  @IsString({ each: true })
  tokens: string[];
}
