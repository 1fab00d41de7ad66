import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { NATURAL_ID_SCHEMA } from '../../../platform/ids/natural-id.js';
import type { HalResource, Links } from '../../../api/hal/hal.types.js';
import { paths } from '../../../api/hal/links.js';
import { ApiLinks, CollectionOf } from '../../../api/openapi/hal.schemas.js';
import { CREATED_AT, UPDATED_AT } from '../../../api/openapi/properties.js';
import { TEAM_ROLES } from '../team-role.js';
import type { TeamRole } from '../team-role.js';

@ApiSchema({ description: 'A team, which can own assistants.' })
export class TeamResource implements HalResource {
  @ApiLinks(
    { self: paths.team('team') },
    {
      edit: paths.team('team'),
      'inf:delete': paths.team('team'),
      'inf:team-members': paths.teamMembers('team'),
      'inf:save-team-member': paths.teamMember('team', 'ada'),
    },
  )
  _links: Links;

  @ApiProperty({ ...NATURAL_ID_SCHEMA, description: 'The id of the team.', example: 'team' })
  id: string;

  @ApiProperty({ description: 'The display name.', example: 'Sales team' })
  name: string;

  @ApiProperty(CREATED_AT)
  createdAt: string;

  @ApiProperty(UPDATED_AT)
  updatedAt: string;
}

@ApiSchema({ description: 'A page of teams.' })
export class TeamCollection extends CollectionOf({
  name: 'TeamCollection',
  relation: 'inf:team',
  item: TeamResource,
  path: paths.teams(),
}) {}

@ApiSchema({ description: 'The membership of a user in a team.' })
export class TeamMemberResource implements HalResource {
  @ApiLinks(
    { self: paths.teamMember('team', 'ada') },
    {
      edit: paths.teamMember('team', 'ada'),
      'inf:delete': paths.teamMember('team', 'ada'),
      'inf:team': paths.team('team'),
      'inf:user': paths.user('ada'),
    },
  )
  _links: Links;

  @ApiProperty({
    ...NATURAL_ID_SCHEMA,
    readOnly: true,
    description: 'The member.',
    example: 'ada',
  })
  username: string;

  @ApiProperty({
    enum: TEAM_ROLES,
    enumName: 'TeamRole',
    description: 'The role of the member in the team.',
    example: 'editor',
  })
  role: TeamRole;

  @ApiProperty(CREATED_AT)
  createdAt: string;
}

@ApiSchema({ description: 'A page of team members.' })
export class TeamMemberCollection extends CollectionOf({
  name: 'TeamMemberCollection',
  relation: 'inf:team-member',
  item: TeamMemberResource,
  path: paths.teamMembers('team'),
}) {}
