import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AssistantNotFoundError } from '../assistants/assistants.errors.js';
import { AssistantsService } from '../assistants/assistants.service.js';
import type { Principal } from '../admission/principal.js';
import { isUuid } from '../platform/ids/id.js';
import type { Webhook } from './webhook.entity.js';
import { WebhookNotFoundError } from './webhooks.errors.js';
import { WebhooksRepository } from './webhooks.repository.js';

/** Only those who may change an assistant may see and change its webhooks. */
@Injectable()
export class WebhookAccess {
  constructor(
    private readonly webhooks: WebhooksRepository,
    private readonly assistants: AssistantsService,
  ) {}

  /**
   * @returns the webhook with its assistant
   * @throws WebhookNotFoundError also if the principal may not see the assistant,
   *   AssistantNotWritableError
   */
  async find(principal: Principal, id: string, manager?: EntityManager): Promise<Webhook> {
    const webhook = isUuid(id) ? await this.webhooks.find(id, manager) : null;
    if (webhook === null) throw new WebhookNotFoundError();
    try {
      await this.assistants.getWritable(principal, webhook.assistantId, manager);
    } catch (error) {
      throw error instanceof AssistantNotFoundError ? new WebhookNotFoundError() : error;
    }
    return webhook;
  }
}
