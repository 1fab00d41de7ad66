import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssistantsModule } from '../assistants/assistants.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { JobsModule } from '../platform/jobs/jobs.module.js';
import { OutboundModule } from './outbound/outbound.module.js';
import { ReauthorizationModule } from '../admission/reauthorization/reauthorization.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { AssistantWebhooksController } from './assistant-webhooks.controller.js';
import { AcceptanceWriter } from './deliveries/acceptance-writer.js';
import { CallbackService } from './deliveries/callback.service.js';
import { DeliveriesController } from './deliveries/deliveries.controller.js';
import { DeliveriesRepository } from './deliveries/deliveries.repository.js';
import { DeliveriesService } from './deliveries/deliveries.service.js';
import { DeliverySender } from './deliveries/delivery-sender.js';
import { DeliveryService } from './deliveries/delivery.service.js';
import { DeliveryMetrics } from './deliveries/delivery-metrics.js';
import { ExpiringTokensRepository } from './events/expiring-tokens.repository.js';
import { ExpiringTokensService } from './events/expiring-tokens.service.js';
import { DeliveryDispatcher } from './queue/delivery.dispatcher.js';
import { DeliveryPlaces } from './queue/delivery-places.js';
import { DeliveryQueueRepository } from './queue/delivery-queue.repository.js';
import { DeliveryTurns } from './queue/delivery-turns.js';
import { QueueMetrics } from './queue/queue-metrics.js';
import { WebhookLease } from './queue/webhook-lease.entity.js';
import { WebhookLeases } from './queue/webhook-leases.js';
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
    TypeOrmModule.forFeature([Webhook, WebhookDelivery, WebhookLease, WebhookSecret]),
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
    AcceptanceWriter,
    CallbackService,
    DeliveriesRepository,
    DeliveriesService,
    DeliveryDispatcher,
    DeliveryMetrics,
    DeliveryPlaces,
    DeliveryQueueRepository,
    DeliverySender,
    DeliveryService,
    DeliveryTurns,
    ExpiringTokensRepository,
    ExpiringTokensService,
    QueueMetrics,
    SigningSecrets,
    WebhookAccess,
    WebhookLeases,
    WebhooksRepository,
    WebhooksService,
  ],
})
export class WebhooksModule {}
