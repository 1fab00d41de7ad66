import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { TEAM_ROLES } from '../team-role.js';
import type { TeamRole } from '../team-role.js';

@ApiSchema({ description: 'A membership of a team.' })
export class SaveMemberDto {
  @ApiProperty({
    enum: TEAM_ROLES,
    enumName: 'TeamRole',
    description: 'What the member may do in the team.',
    example: 'editor',
  })
  @IsIn(TEAM_ROLES)
  role: TeamRole;
}
