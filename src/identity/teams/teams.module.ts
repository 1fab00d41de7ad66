import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../../audit/audit.module.js';
import { ReauthorizationModule } from '../../admission/reauthorization/reauthorization.module.js';
import { UsersModule } from '../users/users.module.js';
import { TeamAccess } from './team-access.js';
import { TeamMembersController } from './team-members.controller.js';
import { TeamMembersRepository } from './team-members.repository.js';
import { TeamMembersService } from './team-members.service.js';
import { TeamsController } from './teams.controller.js';
import { TeamsRepository } from './teams.repository.js';
import { TeamsService } from './teams.service.js';
import { Team } from './team.entity.js';
import { TeamMember } from './team-member.entity.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Team, TeamMember]),
    AuditModule,
    UsersModule,
    ReauthorizationModule,
  ],
  controllers: [TeamsController, TeamMembersController],
  providers: [TeamAccess, TeamMembersRepository, TeamMembersService, TeamsRepository, TeamsService],
})
export class TeamsModule {}
