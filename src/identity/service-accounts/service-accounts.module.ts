import { Module } from '@nestjs/common';
import { ReauthorizationModule } from '../../admission/reauthorization/reauthorization.module.js';
import { AuditModule } from '../../audit/audit.module.js';
import { OwnersModule } from '../owners/owners.module.js';
import { TeamsModule } from '../teams/teams.module.js';
import { ServiceAccountAccess } from './service-account-access.js';
import { ServiceAccountsController } from './service-accounts.controller.js';
import { ServiceAccountsDeletion } from './service-accounts-deletion.js';
import { ServiceAccountsRepository } from './service-accounts.repository.js';
import { ServiceAccountsService } from './service-accounts.service.js';

@Module({
  imports: [AuditModule, OwnersModule, ReauthorizationModule, TeamsModule],
  controllers: [ServiceAccountsController],
  providers: [
    ServiceAccountAccess,
    ServiceAccountsDeletion,
    ServiceAccountsRepository,
    ServiceAccountsService,
  ],
  exports: [ServiceAccountAccess, ServiceAccountsDeletion],
})
export class ServiceAccountsModule {}
