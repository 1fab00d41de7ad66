import { ApiProperty } from '@nestjs/swagger';
import type { HalResource, Links } from '../../hal/hal.types.js';
import { paths } from '../../hal/links.js';
import { ApiLinks } from '../../openapi/hal.schemas.js';
import { CREDENTIAL_KINDS, PERMISSIONS, USER_ROLES } from '../principal.js';
import type { CredentialKind, Permission, UserRole } from '../principal.js';

export class LoggedInUserResource {
  @ApiProperty({ example: 'admin' })
  username: string;

  @ApiProperty({ example: 'admin' })
  displayName: string;

  @ApiProperty({ enum: USER_ROLES, enumName: 'UserRole' })
  role: UserRole;
}

export class LoginResource {
  @ApiProperty({ type: LoggedInUserResource })
  user: LoggedInUserResource;

  @ApiProperty({
    pattern: '^i5s_[0-9A-Za-z]{42}$',
    description: 'The session, for the Authorization header; also set as the cookie `sid`.',
    example: 'i5s_Zk3Qv9xY7wB2nM4kL8pR5tJ1hG6fD3sA0cQv1xolaI',
  })
  token: string;

  @ApiProperty({ format: 'date-time' })
  expiresAt: string;
}

export class SessionResource implements HalResource {
  @ApiLinks(
    { self: paths.session() },
    {
      'inf:user': paths.user('admin'),
      'inf:token': paths.token('0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60'),
      'inf:assistant': paths.assistant('team:sales-assistant'),
    },
  )
  _links: Links;

  @ApiProperty({ example: 'admin' })
  username: string;

  @ApiProperty({ example: 'admin' })
  displayName: string;

  @ApiProperty({ enum: USER_ROLES, enumName: 'UserRole' })
  role: UserRole;

  @ApiProperty({
    enum: CREDENTIAL_KINDS,
    enumName: 'CredentialKind',
    description: 'The kind of the credential.',
  })
  type: CredentialKind;

  @ApiProperty({ format: 'uuid', description: 'The token, or the session.' })
  tokenId: string;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Natural id of the one assistant it reaches; null where it is not limited.',
    example: 'team:sales-assistant',
  })
  assistantId: string | null;

  @ApiProperty()
  readOnly: boolean;

  @ApiProperty({ description: 'The user holds an AI seat.' })
  seat: boolean;

  @ApiProperty({ enum: PERMISSIONS, enumName: 'Permission', isArray: true })
  permissions: Permission[];

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, description: 'null: never.' })
  expiresAt: string | null;
}
