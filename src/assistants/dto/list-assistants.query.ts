import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsNaturalId, NATURAL_ID_SCHEMA } from '../../platform/ids/natural-id.js';
import { Optional } from '../../api/validation/optional.js';
import { PageQuery } from '../../api/hal/page.query.js';

export class ListAssistantsQuery extends PageQuery {
  @ApiPropertyOptional({
    ...NATURAL_ID_SCHEMA,
    description: 'Returns only the assistants of this user or team.',
    example: 'team',
  })
  @Optional()
  @IsNaturalId()
  ownerId?: string;
}
