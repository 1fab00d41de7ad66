import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { HalResource, Links } from '../../../../api/hal/hal.types.js';
import { paths } from '../../../../api/hal/links.js';
import { ApiLinks } from '../../../../api/openapi/hal.schemas.js';
import { COUNT, TIME } from '../../../../api/openapi/properties.js';
import { BUDGET_PERIODS } from '../budget-period.js';
import type { BudgetPeriod } from '../budget-period.js';
import { DEFAULT_WARN_AT, MAX_MODEL_TOKENS } from './save-budget.dto.js';

@ApiSchema({
  description: 'A budget, and what was used of it. Without a budget, `modelTokens` is null.',
})
export class BudgetResource implements HalResource {
  @ApiLinks(
    { self: paths.assistantBudget('team:sales-assistant') },
    {
      edit: paths.assistantBudget('team:sales-assistant'),
      'inf:delete': paths.assistantBudget('team:sales-assistant'),
    },
  )
  _links: Links;

  @ApiProperty({
    type: 'integer',
    format: 'int64',
    minimum: 1,
    maximum: MAX_MODEL_TOKENS,
    nullable: true,
    description:
      'The model tokens, input and output together, that may be used in each period. Null for no limit.',
    example: 1_000_000,
  })
  modelTokens: number | null;

  @ApiProperty({
    enum: BUDGET_PERIODS,
    enumName: 'BudgetPeriod',
    description: 'The period, in UTC. A week begins on Monday. `month` without a budget.',
    example: 'month',
  })
  period: BudgetPeriod;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: 100,
    description: 'The percentage at which the service sends `budget.warning`, once per period.',
    example: DEFAULT_WARN_AT,
  })
  warnAt: number;

  @ApiProperty({
    ...COUNT,
    format: 'int64',
    readOnly: true,
    description: 'The model tokens that were used in this period. May exceed `modelTokens`.',
    example: 57_330,
  })
  used: number;

  @ApiProperty({ ...TIME, readOnly: true, description: 'When the next period begins.' })
  resetsAt: string;
}
