import { ApiProperty } from '@nestjs/swagger';
import { NATURAL_ID_SCHEMA } from '../../common/natural-id.js';
import type { HalResource, Links } from '../../hal/hal.types.js';
import { paths } from '../../hal/links.js';
import { ApiLinks, CollectionOf } from '../../openapi/hal.schemas.js';
import { TEAM_ROLES } from '../team-role.js';
import type { TeamRole } from '../team-role.js';

export class TeamResource implements HalResource {
  @ApiLinks({ self: paths.team('team'), 'inf:team-members': paths.teamMembers('team') })
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

export class TeamCollection extends CollectionOf({
  name: 'TeamCollection',
  relation: 'inf:team',
  item: TeamResource,
  path: paths.teams(),
}) {}

export class TeamMemberResource implements HalResource {
  @ApiLinks({
    self: paths.teamMember('team', 'ada'),
    'inf:team': paths.team('team'),
    'inf:user': paths.user('ada'),
  })
  _links: Links;

  @ApiProperty({ ...NATURAL_ID_SCHEMA, example: 'ada' })
  username: string;

  @ApiProperty({ enum: TEAM_ROLES, enumName: 'TeamRole' })
  role: TeamRole;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class TeamMemberCollection extends CollectionOf({
  name: 'TeamMemberCollection',
  relation: 'inf:team-member',
  item: TeamMemberResource,
  path: paths.teamMembers('team'),
}) {}
