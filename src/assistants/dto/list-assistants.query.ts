import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn } from 'class-validator';
import { Search } from '../../api/hal/search.js';
import { QueryBoolean } from '../../api/validation/query-values.js';
import { ASSISTANT_SORTS } from '../assistant-sort.js';
import type { AssistantSort } from '../assistant-sort.js';
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

  @Search(
    'Words. Returns only assistants of which the name, the slug or the owner contains each of them.',
    'sales',
  )
  q?: string;

  @ApiPropertyOptional({
    description: 'Returns only assistants that are, or are not, shared with all users.',
    example: true,
  })
  @Optional()
  @QueryBoolean()
  @IsBoolean()
  shared?: boolean;

  @ApiPropertyOptional({
    enum: ASSISTANT_SORTS,
    enumName: 'AssistantSort',
    description:
      'The order, with `-` for descending. By default, `-createdAt`. `name` sorts by the first 30 characters, and upper case before lower case.',
    example: 'name',
  })
  @Optional()
  @IsIn(ASSISTANT_SORTS)
  sort?: AssistantSort;
}
