import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { TEAM_ROLES } from '../team-role.js';
import type { TeamRole } from '../team-role.js';

export class SaveMemberDto {
  @ApiProperty({ enum: TEAM_ROLES, enumName: 'TeamRole', example: 'editor' })
  @IsIn(TEAM_ROLES)
  role: TeamRole;
}
