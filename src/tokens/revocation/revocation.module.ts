import { Module } from '@nestjs/common';
import { WebhookEventsModule } from '../../webhooks/webhook-events.module.js';
import { RevocationRepository } from './revocation.repository.js';

@Module({
  imports: [WebhookEventsModule],
  providers: [RevocationRepository],
  exports: [RevocationRepository],
})
export class RevocationModule {}
