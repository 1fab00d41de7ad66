import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsString } from 'class-validator';

export const MAX_TOKENS = 1_000;

@ApiSchema({ description: 'The tokens to introspect.' })
export class IntrospectBatchDto {
  @ApiProperty({
    type: 'array',
    items: { type: 'string' },
    maxItems: MAX_TOKENS,
    description: 'The values of the tokens. A malformed value is reported as not active.',
    example: ['i5t_Zk3Qv9xY7wB2nM4kL8pR5tJ1hG6fD3sA0cQv1xolaI'],
  })
  @IsArray()
  @ArrayMaxSize(MAX_TOKENS)
  @IsString({ each: true, message: '$property must contain strings only' })
  tokens: string[];
}
