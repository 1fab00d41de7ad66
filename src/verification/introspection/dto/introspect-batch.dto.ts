import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { BODY_RULES } from '../../../api/validation/body-rules.js';
import type { BodyRules } from '../../../api/validation/body-rules.js';

const MAX_TOKENS = 1_000;

@ApiSchema({ description: 'The tokens to introspect.' })
export class IntrospectBatchDto {
  static readonly [BODY_RULES]: BodyRules = { tokens: findProblem };

  @ApiProperty({
    type: 'array',
    items: { type: 'string' },
    maxItems: MAX_TOKENS,
    description: 'The values of the tokens. A malformed value is reported as not active.',
    example: ['i5t_Zk3Qv9xY7wB2nM4kL8pR5tJ1hG6fD3sA0cQv1xolaI'],
  })
  tokens: string[];
}

function findProblem(tokens: unknown): string | null {
  if (!Array.isArray(tokens)) return 'must be an array';
  if (tokens.length > MAX_TOKENS) return `must contain no more than ${MAX_TOKENS} elements`;
  return tokens.every((token) => typeof token === 'string') ? null : 'must contain strings only';
}
