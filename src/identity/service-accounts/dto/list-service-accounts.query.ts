import { ApiPropertyOptional } from '@nestjs/swagger';
import { PageQuery } from '../../../api/hal/page.query.js';
import { IsBoolean } from 'class-validator';
import { Search } from '../../../api/hal/search.js';
import { QueryBoolean } from '../../../api/validation/query-values.js';
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

  @Search(
    'Words. Returns only service accounts whose id or display name contains each of them.',
    'exporter',
  )
  q?: string;

  @ApiPropertyOptional({
    description: 'Returns only service accounts that are, or are not, disabled.',
    example: false,
  })
  @Optional()
  @QueryBoolean()
  @IsBoolean()
  disabled?: boolean;
}
