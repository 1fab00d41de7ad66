import { ApiPropertyOptional } from '@nestjs/swagger';
import { PageQuery } from '../../../api/hal/page.query.js';
import { Optional } from '../../../api/validation/optional.js';
import { IsNaturalId, NATURAL_ID_SCHEMA } from '../../../platform/ids/natural-id.js';

export class ListServiceAccountsQuery extends PageQuery {
  @ApiPropertyOptional({
    ...NATURAL_ID_SCHEMA,
    description: 'Returns only service accounts of this team.',
    example: 'team',
  })
  @Optional()
  @IsNaturalId()
  teamId?: string;
}
