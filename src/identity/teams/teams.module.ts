import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../../audit/audit.module.js';
import { ReauthorizationModule } from '../../admission/reauthorization/reauthorization.module.js';
import { OwnersModule } from '../owners/owners.module.js';
import { UsersModule } from '../users/users.module.js';
import { TeamAccess } from './team-access.js';
import { TeamMembersController } from './members/team-members.controller.js';
import { TeamMembersRepository } from './members/team-members.repository.js';
import { TeamMembersService } from './members/team-members.service.js';
import { TeamsController } from './teams.controller.js';
import { TeamsRepository } from './teams.repository.js';
import { TeamsService } from './teams.service.js';
import { Team } from './team.entity.js';
import { TeamDeparture } from './members/team-departure.entity.js';
import { TeamMember } from './members/team-member.entity.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Team, TeamDeparture, TeamMember]),
    AuditModule,
    OwnersModule,
    ReauthorizationModule,
    UsersModule,
  ],
  controllers: [TeamsController, TeamMembersController],
  providers: [TeamAccess, TeamMembersRepository, TeamMembersService, TeamsRepository, TeamsService],
  exports: [TeamAccess],
})
export class TeamsModule {}
