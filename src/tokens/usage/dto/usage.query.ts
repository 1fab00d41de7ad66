import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { PageQuery } from '../../../api/hal/page.query.js';
import { Optional } from '../../../api/validation/optional.js';
import { GROUPINGS } from '../../spend/groups/usage-grouping.js';
import type { Grouping } from '../../spend/groups/usage-grouping.js';
import { IsUtcDay, UTC_DAY_PATTERN } from '../utc-day.js';
import type { UtcDay } from '../utc-day.js';
import { DEFAULT_DAYS, MAX_DAYS } from '../usage-period.js';

/** `start`, `limit` and `cursor` page the groups. */
export class UsageQuery extends PageQuery {
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

  @ApiPropertyOptional({
    enum: GROUPINGS,
    description:
      'Adds what each token, assistant, owner or subject used in the period, as a page of `groups`. The subject is the label of the child token.',
    example: 'subject',
  })
  @Optional()
  @IsIn(GROUPINGS)
  groupBy?: Grouping;
}
