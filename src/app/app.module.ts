import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AssistantsModule } from '../assistants/assistants.module.js';
import { AdmissionModule } from '../admission/admission.module.js';
import { InvalidationModule } from '../admission/cache/invalidation/invalidation.module.js';
import { ChatsModule } from '../chats/chats.module.js';
import { ClockModule } from '../platform/clock/clock.module.js';
import { ConfigModule } from '../platform/config/config.module.js';
import type { Config } from '../platform/config/config.js';
import { CorsModule } from '../api/cors/cors.module.js';
import { DatabaseModule } from '../platform/database/database.module.js';
import { ExplanationModule } from '../tokens/explanation/explanation.module.js';
import { ForwardAuthModule } from '../verification/forward-auth/forward-auth.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from '../api/http/http.module.js';
import { IdempotencyModule } from '../api/idempotency/idempotency.module.js';
import { IntrospectionModule } from '../verification/introspection/introspection.module.js';
import { LeaksModule } from '../tokens/leaks/leaks.module.js';
import { LoggingModule } from '../platform/logging/logging.module.js';
import { LoginModule } from '../identity/sessions/login.module.js';
import { ApiDiscoveryModule } from '../api/discovery/discovery.module.js';
import { LaneModule } from '../verification/lane/lane.module.js';
import { OAuthModule } from '../verification/oauth/oauth.module.js';
import { QuotasModule } from '../platform/quotas/quotas.module.js';
import { MetricsModule } from '../platform/metrics/metrics.module.js';
import { PortsModule } from './ports.module.js';
import { RetentionModule } from '../tokens/retention/retention.module.js';
import { SeatsModule } from '../identity/seats/seats.module.js';
import { ServiceAccountsModule } from '../identity/service-accounts/service-accounts.module.js';
import { AuditTrailModule } from '../audit/audit-trail.module.js';
import { BootstrapModule } from './bootstrap/bootstrap.module.js';
import { ShutdownModule } from '../platform/shutdown/shutdown.module.js';
import { TeamsModule } from '../identity/teams/teams.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { BudgetsModule } from '../tokens/spend/budgets/budgets.module.js';
import { UsageModule } from '../tokens/usage/usage.module.js';
import { UsersModule } from '../identity/users/users.module.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';

@Module({
  imports: [
    // Express tries routes in order, so the most frequent ones come first.
    IntrospectionModule,
    LaneModule,
    PortsModule,
    ClockModule,
    ShutdownModule,
    LoggingModule,
    MetricsModule,
    QuotasModule,
    HttpModule,
    CorsModule,
    InvalidationModule,
    IdempotencyModule,
    ForwardAuthModule,
    AdmissionModule,
    LoginModule,
    UsersModule,
    TeamsModule,
    ServiceAccountsModule,
    SeatsModule,
    AuditTrailModule,
    AssistantsModule,
    TokensModule,
    LeaksModule,
    WebhooksModule,
    ChatsModule,
    OAuthModule,
    BudgetsModule,
    UsageModule,
    ExplanationModule,
    RetentionModule,
    BootstrapModule,
    HealthModule,
    ApiDiscoveryModule,
  ],
})
export class AppModule {
  /** @param databaseUrl the URL of a migrated database */
  static register(config: Config, databaseUrl: string): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.register(config),
        DatabaseModule.register({
          url: databaseUrl,
          directUrl: config.databaseDirectUrl,
          poolSize: config.databasePoolSize,
        }),
      ],
    };
  }
}
