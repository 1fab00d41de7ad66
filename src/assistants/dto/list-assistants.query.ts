import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsNaturalId, NATURAL_ID_SCHEMA } from '../../common/natural-id.js';
import { Optional } from '../../common/optional.js';
import { PageQuery } from '../../hal/page.query.js';

export class ListAssistantsQuery extends PageQuery {
  @ApiPropertyOptional({
    ...NATURAL_ID_SCHEMA,
    description: 'Only those of this user or team.',
    example: 'team',
  })
  @Optional()
  @IsNaturalId()
  ownerId?: string;
}
