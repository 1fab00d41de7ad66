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
  description: 'The role of the user. An `admin` has every permission.',
  example: 'admin',
} as const;

@ApiSchema({ description: 'The user who logged in.' })
export class LoggedInUserResource {
  @ApiProperty({ ...USERNAME, description: 'The username.' })
  username: string;

  @ApiProperty({ description: 'The display name.', example: 'Admin' })
  displayName: string;

  @ApiProperty(ROLE)
  role: UserRole;
}

@ApiSchema({ description: 'A new session.' })
export class LoginResource {
  @ApiProperty({ type: LoggedInUserResource, description: 'The user who logged in.' })
  user: LoggedInUserResource;

  @ApiProperty({
    pattern: '^i5s_[0-9A-Za-z]{42}$',
    description:
      'The secret of the session. Send it as `Authorization: Bearer …`, or use the session cookie, which the response sets to the same value.',
    example: 'i5s_Zk3Qv9xY7wB2nM4kL8pR5tJ1hG6fD3sA0cQv1xolaI',
  })
  token: string;

  @ApiProperty({ ...TIME, description: 'When the session expires.' })
  expiresAt: string;
}

@ApiSchema({
  description: 'The principal: the user behind a credential, and what the credential may do.',
})
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

  @ApiProperty({ ...USERNAME, description: 'The user the credential belongs to.' })
  username: string;

  @ApiProperty({ description: 'The display name of the user.', example: 'Admin' })
  displayName: string;

  @ApiProperty(ROLE)
  role: UserRole;

  @ApiProperty({
    enum: CREDENTIAL_KINDS,
    enumName: 'CredentialKind',
    description: 'The type of the credential.',
    example: 'assistant',
  })
  type: CredentialKind;

  @ApiProperty({ ...UUID, description: 'The id of the token or session.' })
  tokenId: string;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description:
      'The natural id of the one assistant the credential reaches. Null if it is not limited to an assistant.',
    example: 'team:sales-assistant',
  })
  assistantId: string | null;

  @ApiProperty({
    description: 'Whether the credential may only use safe methods such as GET.',
    example: false,
  })
  readOnly: boolean;

  @ApiProperty({ description: 'Whether the user holds an AI seat.', example: true })
  seat: boolean;

  @ApiProperty({
    enum: PERMISSIONS,
    enumName: 'Permission',
    isArray: true,
    description: 'The permissions of the user, in addition to those of the role.',
    example: ['assistants:create', 'tokens:create'],
  })
  permissions: Permission[];

  @ApiProperty({
    ...TIME_OR_NULL,
    description: 'When the credential expires. Null if it does not expire.',
  })
  expiresAt: string | null;
}
