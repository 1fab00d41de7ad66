import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Optional } from '../../../common/optional.js';
import { PageQuery } from '../../../hal/page.query.js';
import { TOKEN_STATUSES } from '../../token.types.js';
import type { TokenStatus } from '../../token.types.js';

export class ListChildrenQuery extends PageQuery {
  @ApiPropertyOptional({
    enum: TOKEN_STATUSES,
    enumName: 'TokenStatus',
    description: 'Only those with this status; active ones when left out.',
  })
  @Optional()
  @IsIn(TOKEN_STATUSES)
  status?: TokenStatus;
}
