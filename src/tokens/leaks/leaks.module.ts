import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RateLimitsModule } from '../../admission/rate-limits/rate-limits.module.js';
import { AuditModule } from '../../audit/audit.module.js';
import { SessionsModule } from '../../identity/sessions/sessions.module.js';
import { PausingModule } from '../pausing/pausing.module.js';
import { PoliciesModule } from '../policies/policies.module.js';
import { RevocationModule } from '../revocation/revocation.module.js';
import { TokensModule } from '../tokens.module.js';
import { LeakReport } from './leak-report.entity.js';
import { LeakReportsRepository } from './leak-reports.repository.js';
import { LeakReportsService } from './leak-reports.service.js';
import { LeakReportsWorker } from './leak-reports.worker.js';
import { LeakedTokensService } from './leaked-tokens.service.js';
import { LeakedValuesRepository } from './leaked-values.repository.js';
import { LeaksController } from './leaks.controller.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([LeakReport]),
    AuditModule,
    RateLimitsModule,
    PausingModule,
    PoliciesModule,
    RevocationModule,
    SessionsModule,
    TokensModule,
  ],
  controllers: [LeaksController],
  providers: [
    LeakReportsRepository,
    LeakReportsService,
    LeakReportsWorker,
    LeakedTokensService,
    LeakedValuesRepository,
  ],
})
export class LeaksModule {}
