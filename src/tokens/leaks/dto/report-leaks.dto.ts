import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsString, MaxLength } from 'class-validator';
import { Optional } from '../../../api/validation/optional.js';

export const MAX_LEAKS = 1_000;
const SOURCE_MAX_LENGTH = 200;

@ApiSchema({ description: 'Values that somebody found where they do not belong.' })
export class ReportLeaksDto {
  @ApiProperty({
    type: 'array',
    items: { type: 'string' },
    maxItems: MAX_LEAKS,
    description: 'The values. What is not the value of a token or session is ignored.',
    example: ['i5t_Zk3Qv9xY7wB2nM4kL8pR5tJ1hG6fD3sA0cQv1xolaI'],
  })
  @IsArray()
  @ArrayMaxSize(MAX_LEAKS)
  @IsString({ each: true, message: '$property must contain strings only' })
  tokens: string[];

  @ApiPropertyOptional({
    maxLength: SOURCE_MAX_LENGTH,
    description: 'Who found them, or where. The owners of the tokens see it.',
    example: 'gitleaks, repository crm',
  })
  @Optional()
  @IsString()
  @MaxLength(SOURCE_MAX_LENGTH)
  source?: string;
}
