import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn } from 'class-validator';
import { USER_ROLES } from '../../../admission/principal.js';
import type { UserRole } from '../../../admission/principal.js';
import { PageQuery } from '../../../api/hal/page.query.js';
import { Search } from '../../../api/hal/search.js';
import { Optional } from '../../../api/validation/optional.js';
import { QueryBoolean } from '../../../api/validation/query-values.js';
import { USER_SORTS } from '../user-sort.js';
import type { UserSort } from '../user-sort.js';

export class ListUsersQuery extends PageQuery {
  @Search('Words. Returns only users whose username or display name contains each of them.', 'ada')
  q?: string;

  @ApiPropertyOptional({
    enum: USER_ROLES,
    enumName: 'UserRole',
    description: 'Returns only users with this role.',
  })
  @Optional()
  @IsIn(USER_ROLES)
  role?: UserRole;

  @ApiPropertyOptional({
    description: 'Returns only users who are, or are not, disabled.',
    example: false,
  })
  @Optional()
  @QueryBoolean()
  @IsBoolean()
  disabled?: boolean;

  @ApiPropertyOptional({
    description: 'Returns only users who hold, or do not hold, an AI seat.',
    example: true,
  })
  @Optional()
  @QueryBoolean()
  @IsBoolean()
  aiSeat?: boolean;

  @ApiPropertyOptional({
    enum: USER_SORTS,
    enumName: 'UserSort',
    description: 'The order, with `-` for descending. By default, `username`.',
    example: '-createdAt',
  })
  @Optional()
  @IsIn(USER_SORTS)
  sort?: UserSort;
}
