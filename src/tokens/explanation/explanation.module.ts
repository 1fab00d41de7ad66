import { Module } from '@nestjs/common';
import { AdmissionModule } from '../../admission/admission.module.js';
import { RateLimitsModule } from '../../admission/rate-limits/rate-limits.module.js';
import { SpendModule } from '../spend/spend.module.js';
import { TokensModule } from '../tokens.module.js';
import { ExplanationController } from './explanation.controller.js';
import { ExplanationService } from './explanation.service.js';
import { RefusalsController } from './refusals.controller.js';
import { RefusalsService } from './refusals.service.js';

@Module({
  imports: [AdmissionModule, RateLimitsModule, SpendModule, TokensModule],
  controllers: [ExplanationController, RefusalsController],
  providers: [ExplanationService, RefusalsService],
})
export class ExplanationModule {}
