import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { AssistantsModule } from './assistants/assistants.module.js';
import { AuthModule } from './auth/auth.module.js';
import { ChangesModule } from './changes/changes.module.js';
import { ChatsModule } from './chats/chats.module.js';
import { ClockModule } from './common/clock.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Config } from './config/config.js';
import { CorsModule } from './cors/cors.module.js';
import { DatabaseModule } from './database/database.module.js';
import { ForwardAuthModule } from './forward-auth/forward-auth.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from './http/http.module.js';
import { IdempotencyModule } from './idempotency/idempotency.module.js';
import { IntrospectionModule } from './introspection/introspection.module.js';
import { LoggingModule } from './logging/logging.module.js';
import { MetaModule } from './meta/meta.module.js';
import { OAuthModule } from './oauth/oauth.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { RetentionModule } from './retention/retention.module.js';
import { SeatsModule } from './seats/seats.module.js';
import { SetupModule } from './setup/setup.module.js';
import { TeamsModule } from './teams/teams.module.js';
import { TokensModule } from './tokens/tokens.module.js';
import { UsageModule } from './usage/usage.module.js';
import { UsersModule } from './users/users.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

@Module({
  imports: [
    // What is asked most often comes first: Express tries one route after the other.
    IntrospectionModule,
    ClockModule,
    LoggingModule,
    MetricsModule,
    HttpModule,
    CorsModule,
    ChangesModule,
    IdempotencyModule,
    ForwardAuthModule,
    AuthModule,
    UsersModule,
    TeamsModule,
    SeatsModule,
    AssistantsModule,
    TokensModule,
    WebhooksModule,
    ChatsModule,
    OAuthModule,
    UsageModule,
    RetentionModule,
    SetupModule,
    HealthModule,
    MetaModule,
  ],
})
export class AppModule {
  static register(config: Config, dataSource: DataSource): DynamicModule {
    return {
      module: AppModule,
      imports: [ConfigModule.register(config), DatabaseModule.register(dataSource)],
    };
  }
}
