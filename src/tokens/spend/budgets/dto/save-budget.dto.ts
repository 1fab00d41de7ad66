import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsIn, IsInt, Max, Min } from 'class-validator';
import { Optional } from '../../../../api/validation/optional.js';
import { BUDGET_PERIODS } from '../budget-period.js';
import type { BudgetPeriod } from '../budget-period.js';

export const DEFAULT_WARN_AT = 80;
export const MAX_MODEL_TOKENS = 1_000_000_000_000;

@ApiSchema({ description: 'The settings of a budget.' })
export class SaveBudgetDto {
  @ApiProperty({
    type: 'integer',
    format: 'int64',
    minimum: 1,
    maximum: MAX_MODEL_TOKENS,
    description: 'The model tokens, input and output together, that may be used in each period.',
    example: 1_000_000,
  })
  @IsInt()
  @Min(1)
  @Max(MAX_MODEL_TOKENS)
  modelTokens: number;

  @ApiProperty({
    enum: BUDGET_PERIODS,
    enumName: 'BudgetPeriod',
    description: 'The period, in UTC. A week begins on Monday.',
    example: 'month',
  })
  @IsIn(BUDGET_PERIODS)
  period: BudgetPeriod;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 100,
    description:
      'The percentage at which the service sends `budget.warning`, once per period. Defaults to 80.',
    example: DEFAULT_WARN_AT,
  })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(100)
  warnAt?: number;
}
