import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { Optional } from '../../api/validation/optional.js';
import { SortByAge, TimeFilter } from '../../api/hal/by-age.js';
import type { AgeSort } from '../../api/hal/by-age.js';
import { Search } from '../../api/hal/search.js';
import { PageQuery } from '../../api/hal/page.query.js';

export class ListChatsQuery extends PageQuery {
  @ApiPropertyOptional({
    maxLength: 127,
    description: 'Returns only chats with this assistant (UUID or natural id).',
    example: 'team:sales-assistant',
  })
  @Optional()
  @IsString()
  @MaxLength(127)
  assistantId?: string;

  @Search('Words. Returns only chats whose name contains each of them.', 'invoice')
  q?: string;

  @TimeFilter('Returns only chats that were created before this time.')
  createdBefore?: Date;

  @TimeFilter('Returns only chats that were created at this time or later.')
  createdAfter?: Date;

  @SortByAge()
  sort?: AgeSort;
}
