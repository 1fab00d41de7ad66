import { Module } from '@nestjs/common';
import { CredentialLimits } from './credential-limits.js';
import { FailedAuthentications } from './failed-authentications.js';
import { LimitMetrics } from './rate-limit-metrics.js';
import { WindowCounter } from './window-counter.js';

@Module({
  providers: [CredentialLimits, FailedAuthentications, LimitMetrics, WindowCounter],
  exports: [CredentialLimits, FailedAuthentications, WindowCounter],
})
export class LimitsModule {}
