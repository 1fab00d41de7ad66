import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DeliveryJobs } from './delivery-jobs.js';
import type { WebhookEventType } from './webhook.types.js';

interface Told {
  type: WebhookEventType;
  at: Date;
  /** What is told beside the natural id of the assistant: ids, names and hints; never a value. */
  data: object;
}

interface OfChat {
  /** The receiver may answer in it. */
  chatId: string;
  /** The webhook whose receiver caused it, which is not told: it would answer itself. */
  authorId: string | null;
}

export type WebhookEvent = Told & ({ assistantId: string } | OfChat);

/** As `publish_webhook_event` of the migrations returns it. */
export interface PublishedEvent {
  delivery_id: string;
  delivery_webhook_id: string;
}

/** Tells the webhooks of an assistant what happened, if and only if the transaction commits. */
@Injectable()
export class WebhookEvents {
  constructor(private readonly jobs: DeliveryJobs) {}

  async publish(manager: EntityManager, events: WebhookEvent | WebhookEvent[]): Promise<void> {
    const rows = [events].flat();
    if (rows.length === 0) return;
    const made = await manager.query<PublishedEvent[]>(
      `SELECT made.* FROM jsonb_to_recordset($1)
         AS event (type text, "assistantId" uuid, at timestamptz, data jsonb, "chatId" uuid,
           "authorId" uuid),
       LATERAL publish_webhook_event(
         type,
         coalesce("assistantId", (SELECT assistant_id FROM chats WHERE id = "chatId")),
         at, data, "chatId", "authorId"
       ) AS made`,
      [JSON.stringify(rows)],
    );
    await this.deliver(made, manager);
  }

  /** @param manager of the transaction that published them; without, it is committed */
  async deliver(published: PublishedEvent[], manager?: EntityManager): Promise<void> {
    await this.jobs.add(published.map(toFirstAttempt), manager);
  }
}

function toFirstAttempt({ delivery_id, delivery_webhook_id }: PublishedEvent) {
  return { deliveryId: delivery_id, webhookId: delivery_webhook_id, turn: 1 };
}
