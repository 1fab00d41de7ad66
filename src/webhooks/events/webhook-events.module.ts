import { Module } from '@nestjs/common';
import { CommittedDeliveries } from './committed-deliveries.js';
import { WebhookEvents } from './webhook-events.js';

/** Lets other features publish events. It depends on none of them. */
@Module({
  providers: [CommittedDeliveries, WebhookEvents],
  exports: [CommittedDeliveries, WebhookEvents],
})
export class WebhookEventsModule {}
