import { Module } from '@nestjs/common';
import { CredentialLimits } from './credential-limits.js';
import { FailedAuthentications } from './failed-authentications.js';
import { RateLimitMetrics } from './rate-limit-metrics.js';
import { RequestLimits } from './request-limits.js';
import { WindowCounter } from './window-counter.js';

@Module({
  providers: [
    CredentialLimits,
    FailedAuthentications,
    RateLimitMetrics,
    RequestLimits,
    WindowCounter,
  ],
  exports: [CredentialLimits, FailedAuthentications, RequestLimits, WindowCounter],
})
export class RateLimitsModule {}
