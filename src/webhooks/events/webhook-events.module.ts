import { Module } from '@nestjs/common';
import { JobsModule } from '../../platform/jobs/jobs.module.js';
import { DeliveryJobs } from '../deliveries/delivery-jobs.js';
import { WebhookEvents } from './webhook-events.js';

/** Lets other features publish events. It depends on none of them. */
@Module({
  imports: [JobsModule],
  providers: [DeliveryJobs, WebhookEvents],
  exports: [DeliveryJobs, WebhookEvents],
})
export class WebhookEventsModule {}
