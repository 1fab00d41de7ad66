import { ApiProperty } from '@nestjs/swagger';
import { COUNT } from '../../../api/openapi/properties.js';
import type { SpendCounts } from '../../spend/usage/spend-counts.js';

const TOKENS = { ...COUNT, format: 'int64' } as const;

/** What models used, and what that costs. */
export abstract class ModelTokensResource implements SpendCounts {
  @ApiProperty({
    ...TOKENS,
    description: 'Tokens of the prompts that were sent to models.',
    example: 48_210,
  })
  inputTokens: number;

  @ApiProperty({ ...TOKENS, description: 'Tokens of the answers of models.', example: 9_120 })
  outputTokens: number;

  @ApiProperty({
    ...TOKENS,
    description:
      'The part of `inputTokens` and `outputTokens` that the service estimated, because the model reported no usage: one token for four characters.',
    example: 0,
  })
  estimatedTokens: number;

  @ApiProperty({
    ...TOKENS,
    description:
      'The part of `inputTokens` and `outputTokens` that `cost` does not include, because the service had no price for the model in this currency when it was used.',
    example: 0,
  })
  unpricedTokens: number;

  @ApiProperty({
    type: 'string',
    nullable: true,
    pattern: '^[0-9]+(\\.[0-9]+)?$',
    description:
      'The cost as a decimal number in `currency`, at the prices of the time of use. Null if no price is known.',
    example: '0.0127',
  })
  cost: string | null;
}
