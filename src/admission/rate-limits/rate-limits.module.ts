import { Module } from '@nestjs/common';
import { CredentialLimits } from './credential-limits.js';
import { FailedAuthentications } from './failed-authentications.js';
import { RateLimitMetrics } from './rate-limit-metrics.js';
import { WindowCounter } from './window-counter.js';

@Module({
  providers: [CredentialLimits, FailedAuthentications, RateLimitMetrics, WindowCounter],
  exports: [CredentialLimits, FailedAuthentications, WindowCounter],
})
export class RateLimitsModule {}
