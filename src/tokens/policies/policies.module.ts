import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ReauthorizationModule } from '../../admission/reauthorization/reauthorization.module.js';
import { AuditModule } from '../../audit/audit.module.js';
import { TeamsModule } from '../../identity/teams/teams.module.js';
import { PoliciesController } from './policies.controller.js';
import { PoliciesRepository } from './policies.repository.js';
import { PoliciesService } from './policies.service.js';
import { Policy } from './policy.entity.js';
import { PolicyEnforcement } from './policy-enforcement.js';

@Module({
  imports: [TypeOrmModule.forFeature([Policy]), AuditModule, ReauthorizationModule, TeamsModule],
  controllers: [PoliciesController],
  providers: [PoliciesRepository, PoliciesService, PolicyEnforcement],
  exports: [PolicyEnforcement],
})
export class PoliciesModule {}
