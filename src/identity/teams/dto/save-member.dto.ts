import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { TEAM_ROLES } from '../team-role.js';
import type { TeamRole } from '../team-role.js';

@ApiSchema({ description: 'The role of a team member.' })
export class SaveMemberDto {
  @ApiProperty({
    enum: TEAM_ROLES,
    enumName: 'TeamRole',
    description: 'The role of the member in the team.',
    example: 'editor',
  })
  @IsIn(TEAM_ROLES)
  role: TeamRole;
}
