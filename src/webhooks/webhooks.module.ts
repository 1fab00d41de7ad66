import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssistantsModule } from '../assistants/assistants.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { JobsModule } from '../platform/jobs/jobs.module.js';
import { OutboundModule } from './outbound/outbound.module.js';
import { ReauthorizationModule } from '../admission/reauthorization/reauthorization.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { AssistantWebhooksController } from './assistant-webhooks.controller.js';
import { CallbackService } from './callback.service.js';
import { DeliveriesController } from './deliveries.controller.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { DeliveriesService } from './deliveries.service.js';
import { DeliverySender } from './delivery-sender.js';
import { DeliveryService } from './delivery.service.js';
import { DeliverySweeper } from './delivery.sweeper.js';
import { DeliveryWorker } from './delivery.worker.js';
import { ExpiringTokensRepository } from './expiring-tokens.repository.js';
import { ExpiringTokensService } from './expiring-tokens.service.js';
import { SigningSecrets } from './signing-secrets.js';
import { WebhookAccess } from './webhook-access.js';
import { WebhookEventsModule } from './webhook-events.module.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksRepository } from './webhooks.repository.js';
import { WebhooksService } from './webhooks.service.js';
import { Webhook } from './webhook.entity.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { WebhookSecret } from './webhook-secret.entity.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Webhook, WebhookDelivery, WebhookSecret]),
    AssistantsModule,
    AuditModule,
    JobsModule,
    OutboundModule,
    ReauthorizationModule,
    TokensModule,
    WebhookEventsModule,
  ],
  controllers: [AssistantWebhooksController, WebhooksController, DeliveriesController],
  providers: [
    CallbackService,
    DeliveriesRepository,
    DeliveriesService,
    DeliverySender,
    DeliveryService,
    DeliverySweeper,
    DeliveryWorker,
    ExpiringTokensRepository,
    ExpiringTokensService,
    SigningSecrets,
    WebhookAccess,
    WebhooksRepository,
    WebhooksService,
  ],
})
export class WebhooksModule {}
