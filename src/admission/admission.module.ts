import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RateLimitsModule } from './rate-limits/rate-limits.module.js';
import { PrincipalCache } from './cache/principal-cache.js';
import { DpopModule } from './dpop/dpop.module.js';
import { BearerStrategy } from './authentication/bearer.strategy.js';
import { CredentialResolver } from './resolution/credential.resolver.js';
import { CredentialsRepository } from './resolution/credentials.repository.js';
import { AccessGuard } from './guards/access.guard.js';
import { BearerAuthGuard } from './guards/bearer-auth.guard.js';
import { LastUseGuard } from './guards/last-use.guard.js';
import { RateLimitGuard } from './guards/rate-limit.guard.js';
import { RequestShapeGuard } from './guards/request-shape.guard.js';
import { SameOriginGuard } from './guards/same-origin.guard.js';
import { CredentialGuard } from './guards/credential.guard.js';
import { RequestChecks } from './guards/request-checks.js';
import { RefusalRecorder } from './refusals/refusal-recorder.js';
import { RefusedRequestRow } from './refusals/refused-request.entity.js';
import { RefusedRequests } from './refusals/refused-requests.js';
import { RefusedRequestsRepository } from './refusals/refused-requests.repository.js';
import { RefusedRequestsSweeper } from './refusals/refused-requests.sweeper.js';

/** Every request passes these, in this order; the first that refuses it answers. */
const GUARDS = [
  BearerAuthGuard,
  SameOriginGuard,
  CredentialGuard,
  RateLimitGuard,
  LastUseGuard,
  AccessGuard,
  RequestShapeGuard,
];

@Module({
  imports: [TypeOrmModule.forFeature([RefusedRequestRow]), DpopModule, RateLimitsModule],
  providers: [
    BearerStrategy,
    PrincipalCache,
    CredentialResolver,
    CredentialsRepository,
    RefusalRecorder,
    RefusedRequests,
    RefusedRequestsRepository,
    RefusedRequestsSweeper,
    RequestChecks,
    ...GUARDS.map((guard) => ({ provide: APP_GUARD, useClass: guard })),
  ],
  exports: [
    CredentialResolver,
    CredentialsRepository,
    PrincipalCache,
    RefusalRecorder,
    RefusedRequests,
  ],
})
export class AdmissionModule {}
