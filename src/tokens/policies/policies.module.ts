import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ReauthorizationModule } from '../../admission/reauthorization/reauthorization.module.js';
import { AuditModule } from '../../audit/audit.module.js';
import { TeamsModule } from '../../identity/teams/teams.module.js';
import { PausingModule } from '../pausing/pausing.module.js';
import { PolicySweep } from './compliance/policy-sweep.entity.js';
import { PolicySweeper } from './compliance/policy.sweeper.js';
import { PolicySweepsRepository } from './compliance/policy-sweeps.repository.js';
import { TokenCompliance } from './compliance/token-compliance.js';
import { TokenViolation } from './compliance/token-violation.entity.js';
import { ViolationsRepository } from './compliance/violations.repository.js';
import { PoliciesController } from './policies.controller.js';
import { PoliciesRepository } from './policies.repository.js';
import { PoliciesService } from './policies.service.js';
import { Policy } from './policy.entity.js';
import { PolicyEnforcement } from './policy-enforcement.js';
import { PolicyPreviewService } from './preview/policy-preview.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Policy, PolicySweep, TokenViolation]),
    AuditModule,
    PausingModule,
    ReauthorizationModule,
    TeamsModule,
  ],
  controllers: [PoliciesController],
  providers: [
    PoliciesRepository,
    PoliciesService,
    PolicyEnforcement,
    PolicyPreviewService,
    PolicySweeper,
    PolicySweepsRepository,
    TokenCompliance,
    ViolationsRepository,
  ],
  exports: [PolicyEnforcement, TokenCompliance],
})
export class PoliciesModule {}
