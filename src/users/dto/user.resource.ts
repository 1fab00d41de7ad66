import { ApiProperty } from '@nestjs/swagger';
import { PERMISSIONS, USER_ROLES } from '../../auth/principal.js';
import type { Permission, UserRole } from '../../auth/principal.js';
import { NATURAL_ID_SCHEMA } from '../../common/natural-id.js';
import type { HalResource, Links } from '../../hal/hal.types.js';
import { paths } from '../../hal/links.js';
import { ApiLinks, CollectionOf } from '../../openapi/hal.schemas.js';

export class UserResource implements HalResource {
  @ApiLinks({ self: paths.user('ada') })
  _links: Links;

  @ApiProperty({ ...NATURAL_ID_SCHEMA, example: 'ada' })
  username: string;

  @ApiProperty({ example: 'Ada Lovelace' })
  displayName: string;

  @ApiProperty({ enum: USER_ROLES, enumName: 'UserRole' })
  role: UserRole;

  @ApiProperty({
    enum: PERMISSIONS,
    enumName: 'Permission',
    isArray: true,
    example: ['assistants:create', 'tokens:create'],
  })
  permissions: Permission[];

  @ApiProperty({ description: 'The user holds an AI seat.' })
  seat: boolean;

  @ApiProperty({ example: false })
  disabled: boolean;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
}

export class UserCollection extends CollectionOf({
  name: 'UserCollection',
  relation: 'inf:user',
  item: UserResource,
  path: paths.users(),
}) {}
