import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Optional } from '../../../api/validation/optional.js';
import { PageQuery } from '../../../api/hal/page.query.js';
import { TOKEN_STATUSES } from '../../../admission/credentials/token.types.js';
import type { TokenStatus } from '../../../admission/credentials/token.types.js';

export class ListChildrenQuery extends PageQuery {
  @ApiPropertyOptional({
    enum: TOKEN_STATUSES,
    enumName: 'TokenStatus',
    description: 'Returns only tokens with this status. Defaults to `active`.',
  })
  @Optional()
  @IsIn(TOKEN_STATUSES)
  status?: TokenStatus;
}
