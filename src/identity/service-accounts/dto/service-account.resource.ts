import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { PERMISSIONS } from '../../../admission/principal.js';
import type { Permission } from '../../../admission/principal.js';
import type { HalResource, Links } from '../../../api/hal/hal.types.js';
import { paths } from '../../../api/hal/links.js';
import { ApiLinks, CollectionOf } from '../../../api/openapi/hal.schemas.js';
import { CREATED_AT, UPDATED_AT } from '../../../api/openapi/properties.js';
import { NATURAL_ID_SCHEMA } from '../../../platform/ids/natural-id.js';

@ApiSchema({
  description: 'A service account: an owner of tokens that is not a person and cannot log in.',
})
export class ServiceAccountResource implements HalResource {
  @ApiLinks(
    { self: paths.serviceAccount('crm-sync') },
    {
      edit: paths.serviceAccount('crm-sync'),
      'inf:delete': paths.serviceAccount('crm-sync'),
      'inf:team': paths.team('team'),
      'inf:usage': paths.userUsage('crm-sync'),
      'inf:budget': paths.userBudget('crm-sync'),
      'inf:tokens': '/api/tokens?username=crm-sync',
    },
  )
  _links: Links;

  @ApiProperty({ ...NATURAL_ID_SCHEMA, description: 'Natural id.', example: 'crm-sync' })
  id: string;

  @ApiProperty({ description: 'The display name.', example: 'CRM synchronization' })
  displayName: string;

  @ApiProperty({
    ...NATURAL_ID_SCHEMA,
    description:
      'The team that owns the account. The account may read the assistants of the team, and shared ones.',
    example: 'team',
  })
  teamId: string;

  @ApiProperty({
    enum: PERMISSIONS,
    enumName: 'Permission',
    isArray: true,
    description: 'The permissions of the account.',
    example: ['tokens:introspect'],
  })
  permissions: Permission[];

  @ApiProperty({
    readOnly: true,
    description: 'Whether the account holds an AI seat, which its assistant tokens need.',
    example: true,
  })
  seat: boolean;

  @ApiProperty({
    description:
      'Whether the account is disabled. The service refuses the tokens of a disabled one.',
    example: false,
  })
  disabled: boolean;

  @ApiProperty(CREATED_AT)
  createdAt: string;

  @ApiProperty(UPDATED_AT)
  updatedAt: string;
}

@ApiSchema({ description: 'A page of service accounts.' })
export class ServiceAccountCollection extends CollectionOf({
  name: 'ServiceAccountCollection',
  relation: 'inf:service-account',
  item: ServiceAccountResource,
  path: paths.serviceAccounts(),
}) {}
