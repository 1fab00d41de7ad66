import { ApiProperty } from '@nestjs/swagger';
import { NATURAL_ID_SCHEMA } from '../../common/natural-id.js';
import type { HalResource, Links } from '../../hal/hal.types.js';
import { ApiLinks, CollectionOf } from '../../openapi/hal.schemas.js';
import { TEAM_ROLES } from '../team-role.js';
import type { TeamRole } from '../team-role.js';

export class TeamResource implements HalResource {
  @ApiLinks(['self', 'inf:team-members'])
  _links: Links;

  @ApiProperty({ ...NATURAL_ID_SCHEMA, example: 'team' })
  id: string;

  @ApiProperty({ example: 'Sales team' })
  name: string;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
}

export class TeamCollection extends CollectionOf('TeamCollection', 'inf:team', TeamResource) {}

export class TeamMemberResource implements HalResource {
  @ApiLinks(['self', 'inf:team', 'inf:user'])
  _links: Links;

  @ApiProperty({ ...NATURAL_ID_SCHEMA, example: 'ada' })
  username: string;

  @ApiProperty({ enum: TEAM_ROLES, enumName: 'TeamRole' })
  role: TeamRole;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class TeamMemberCollection extends CollectionOf(
  'TeamMemberCollection',
  'inf:team-member',
  TeamMemberResource,
) {}
