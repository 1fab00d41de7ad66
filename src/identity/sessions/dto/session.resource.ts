import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { HalResource, Links } from '../../../api/hal/hal.types.js';
import { paths } from '../../../api/hal/links.js';
import { ApiLinks } from '../../../api/openapi/hal.schemas.js';
import { UUID, TIME, TIME_OR_NULL, USERNAME } from '../../../api/openapi/properties.js';
import { CREDENTIAL_KINDS, PERMISSIONS, USER_ROLES } from '../../../admission/principal.js';
import type { CredentialKind, Permission, UserRole } from '../../../admission/principal.js';

const ROLE = {
  enum: USER_ROLES,
  enumName: 'UserRole',
  description: 'An `admin` may all.',
  example: 'admin',
} as const;

@ApiSchema({ description: 'The user that has logged in.' })
export class LoggedInUserResource {
  @ApiProperty({ ...USERNAME, description: 'Natural id.' })
  username: string;

  @ApiProperty({ description: 'The name to show.', example: 'Admin' })
  displayName: string;

  @ApiProperty(ROLE)
  role: UserRole;
}

@ApiSchema({ description: 'A new session.' })
export class LoginResource {
  @ApiProperty({ type: LoggedInUserResource, description: 'Who has logged in.' })
  user: LoggedInUserResource;

  @ApiProperty({
    pattern: '^i5s_[0-9A-Za-z]{42}$',
    description: 'The session, for the Authorization header; also set as the cookie `sid`.',
    example: 'i5s_Zk3Qv9xY7wB2nM4kL8pR5tJ1hG6fD3sA0cQv1xolaI',
  })
  token: string;

  @ApiProperty({ ...TIME, description: 'When the session ends.' })
  expiresAt: string;
}

@ApiSchema({ description: 'Who a credential stands for, and what it may do.' })
export class SessionResource implements HalResource {
  @ApiLinks(
    { self: paths.session() },
    {
      'inf:user': paths.user('admin'),
      'inf:token': paths.token('0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60'),
      'inf:assistant': paths.assistant('team:sales-assistant'),
      'inf:chat': paths.chat('0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f61'),
      'inf:log-out': '/api/auth/logout',
    },
  )
  _links: Links;

  @ApiProperty({ ...USERNAME, description: 'The user whose credential it is.' })
  username: string;

  @ApiProperty({ description: 'The name of the user to show.', example: 'Admin' })
  displayName: string;

  @ApiProperty(ROLE)
  role: UserRole;

  @ApiProperty({
    enum: CREDENTIAL_KINDS,
    enumName: 'CredentialKind',
    description: 'The kind of the credential.',
    example: 'assistant',
  })
  type: CredentialKind;

  @ApiProperty({ ...UUID, description: 'The token, or the session.' })
  tokenId: string;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Natural id of the one assistant it reaches; null where it is not limited.',
    example: 'team:sales-assistant',
  })
  assistantId: string | null;

  @ApiProperty({ description: 'Safe methods only.', example: false })
  readOnly: boolean;

  @ApiProperty({ description: 'The user holds an AI seat.', example: true })
  seat: boolean;

  @ApiProperty({
    enum: PERMISSIONS,
    enumName: 'Permission',
    isArray: true,
    description: 'What the user may do beside what its role says.',
    example: ['assistants:create', 'tokens:create'],
  })
  permissions: Permission[];

  @ApiProperty({ ...TIME_OR_NULL, description: 'When the credential ends; null: never.' })
  expiresAt: string | null;
}
