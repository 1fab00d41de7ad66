import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { queryPrepared } from '../../platform/database/prepared.js';
import type { TokenEvents } from '../../tokens/token-events.js';
import { CommittedDeliveries } from './committed-deliveries.js';
import type { WebhookEventType } from '../webhook.types.js';

interface Told {
  type: WebhookEventType;
  at: Date;
  /** Ids, names and hints; never a secret. The natural id of the assistant is added. */
  data: object;
}

interface OfChat {
  /** The chat in which the receiver may answer. */
  chatId: string;
  /**
   * The webhook whose receiver caused the event. It does not get the event, or it would answer
   * itself.
   */
  authorId: string | null;
}

export type WebhookEvent = Told & ({ assistantId: string } | OfChat);

/** A delivery that was written, with the column name of the SQL function `publish_webhook_event`. */
export interface PublishedEvent {
  delivery_webhook_id: string;
}

const PUBLISH = {
  name: 'publish-webhook-events',
  text: `
    SELECT made.delivery_webhook_id FROM jsonb_to_recordset($1)
      AS event (type text, "assistantId" uuid, at timestamptz, data jsonb, "chatId" uuid,
        "authorId" uuid),
    LATERAL publish_webhook_event(
      type,
      coalesce("assistantId", (SELECT assistant_id FROM chats WHERE id = "chatId")),
      at, data, "chatId", "authorId"
    ) AS made`,
};

/** Publishes events to the webhooks of an assistant if, and only if, the transaction commits. */
@Injectable()
export class WebhookEvents implements TokenEvents {
  constructor(private readonly committed: CommittedDeliveries) {}

  async publish(manager: EntityManager, events: WebhookEvent | WebhookEvent[]): Promise<void> {
    const rows = [events].flat();
    if (rows.length === 0) return;
    const made = await queryPrepared<PublishedEvent>(manager, PUBLISH, [JSON.stringify(rows)]);
    this.deliver(made, manager);
  }

  /** @param manager the transaction that published the events */
  deliver(published: PublishedEvent[], manager: EntityManager): void {
    if (published.length === 0) return;
    const webhookIds = published.map(({ delivery_webhook_id }) => delivery_webhook_id);
    this.committed.announceAfter(manager, webhookIds);
  }
}
