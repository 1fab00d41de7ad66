import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssistantsModule } from '../assistants/assistants.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { JobsModule } from '../platform/jobs/jobs.module.js';
import { OutboundModule } from './outbound/outbound.module.js';
import { ReauthorizationModule } from '../admission/reauthorization/reauthorization.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { AssistantWebhooksController } from './assistant-webhooks.controller.js';
import { CallbackService } from './deliveries/callback.service.js';
import { DeliveriesController } from './deliveries/deliveries.controller.js';
import { DeliveriesRepository } from './deliveries/deliveries.repository.js';
import { DeliveriesService } from './deliveries/deliveries.service.js';
import { DeliverySender } from './deliveries/delivery-sender.js';
import { DeliveryService } from './deliveries/delivery.service.js';
import { DeliverySweeper } from './deliveries/delivery.sweeper.js';
import { DeliveryWorker } from './deliveries/delivery.worker.js';
import { ExpiringTokensRepository } from './events/expiring-tokens.repository.js';
import { ExpiringTokensService } from './events/expiring-tokens.service.js';
import { SigningSecrets } from './signing/signing-secrets.js';
import { WebhookAccess } from './webhook-access.js';
import { WebhookEventsModule } from './events/webhook-events.module.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksRepository } from './webhooks.repository.js';
import { WebhooksService } from './webhooks.service.js';
import { Webhook } from './webhook.entity.js';
import { WebhookDelivery } from './deliveries/webhook-delivery.entity.js';
import { WebhookSecret } from './signing/webhook-secret.entity.js';

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
