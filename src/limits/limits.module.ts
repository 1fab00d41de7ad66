import { Module } from '@nestjs/common';
import { CredentialLimits } from './credential-limits.js';
import { FailedAuthentications } from './failed-authentications.js';
import { WindowCounter } from './window-counter.js';

@Module({
  providers: [CredentialLimits, FailedAuthentications, WindowCounter],
  exports: [CredentialLimits, FailedAuthentications, WindowCounter],
})
export class LimitsModule {}
