import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Optional } from '../../../api/validation/optional.js';
import { PageQuery } from '../../../api/hal/page.query.js';
import { SHOWN_TOKEN_STATUSES } from '../../../admission/credentials/token.types.js';
import type { ShownTokenStatus } from '../../../admission/credentials/token.types.js';

export class ListChildrenQuery extends PageQuery {
  @ApiPropertyOptional({
    enum: SHOWN_TOKEN_STATUSES,
    enumName: 'TokenStatusFilter',
    description:
      'Returns only tokens with this status. `active` includes the `suspended` ones. Defaults to `active`.',
  })
  @Optional()
  @IsIn(SHOWN_TOKEN_STATUSES)
  status?: ShownTokenStatus;
}
