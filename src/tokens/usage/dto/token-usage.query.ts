import { ApiPropertyOptional } from '@nestjs/swagger';
import { Optional } from '../../../api/validation/optional.js';
import { IsUtcDay, UTC_DAY_PATTERN } from '../utc-day.js';
import type { UtcDay } from '../utc-day.js';
import { DEFAULT_DAYS, MAX_DAYS } from '../usage-period.js';

export class TokenUsageQuery {
  @ApiPropertyOptional({
    type: 'string',
    format: 'date',
    pattern: UTC_DAY_PATTERN,
    description: `The first day, in UTC. Defaults to the first of ${DEFAULT_DAYS} days that end with \`to\`.`,
    example: '2026-11-01',
  })
  @Optional()
  @IsUtcDay()
  from?: UtcDay;

  @ApiPropertyOptional({
    type: 'string',
    format: 'date',
    pattern: UTC_DAY_PATTERN,
    description: `The last day, in UTC. Defaults to today. The period can have at most ${MAX_DAYS} days.`,
    example: '2026-11-24',
  })
  @Optional()
  @IsUtcDay()
  to?: UtcDay;
}
