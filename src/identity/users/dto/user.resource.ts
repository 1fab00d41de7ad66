import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { PERMISSIONS, USER_ROLES } from '../../../admission/principal.js';
import type { Permission, UserRole } from '../../../admission/principal.js';
import { NATURAL_ID_SCHEMA } from '../../../platform/ids/natural-id.js';
import type { HalResource, Links } from '../../../api/hal/hal.types.js';
import { paths } from '../../../api/hal/links.js';
import { ApiLinks, CollectionOf } from '../../../api/openapi/hal.schemas.js';
import { CREATED_AT, UPDATED_AT } from '../../../api/openapi/properties.js';

@ApiSchema({ description: 'A user account.' })
export class UserResource implements HalResource {
  @ApiLinks(
    { self: paths.user('ada') },
    {
      edit: paths.user('ada'),
      'inf:delete': paths.user('ada'),
      'inf:usage': paths.userUsage('ada'),
      'inf:budget': paths.userBudget('ada'),
    },
  )
  _links: Links;

  @ApiProperty({ ...NATURAL_ID_SCHEMA, description: 'Natural id.', example: 'ada' })
  username: string;

  @ApiProperty({ description: 'The display name.', example: 'Ada Lovelace' })
  displayName: string;

  @ApiProperty({
    enum: USER_ROLES,
    enumName: 'UserRole',
    description: 'The role of the user. An `admin` has every permission.',
    example: 'member',
  })
  role: UserRole;

  @ApiProperty({
    enum: PERMISSIONS,
    enumName: 'Permission',
    isArray: true,
    description: 'The permissions of the user, in addition to those of the role.',
    example: ['assistants:create', 'tokens:create'],
  })
  permissions: Permission[];

  @ApiProperty({ readOnly: true, description: 'Whether the user holds an AI seat.', example: true })
  seat: boolean;

  @ApiProperty({
    description:
      'Whether the user is disabled. Disabled users cannot log in, and the service refuses their tokens.',
    example: false,
  })
  disabled: boolean;

  @ApiProperty(CREATED_AT)
  createdAt: string;

  @ApiProperty(UPDATED_AT)
  updatedAt: string;
}

@ApiSchema({ description: 'The credentials of a user that have not ended.' })
export class LiveCredentials {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Open sessions.', example: 0 })
  sessions: number;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Tokens that are neither expired nor revoked. Suspended tokens count.',
    example: 3,
  })
  tokens: number;
}

@ApiSchema({ description: 'A user account after a change.' })
export class UpdatedUserResource extends UserResource {
  @ApiPropertyOptional({
    type: LiveCredentials,
    description:
      'The credentials that are left. Only in the response to a change with `password` or `endTokens`.',
  })
  live?: LiveCredentials;
}

@ApiSchema({ description: 'A page of users.' })
export class UserCollection extends CollectionOf({
  name: 'UserCollection',
  relation: 'inf:user',
  item: UserResource,
  path: paths.users(),
}) {}
