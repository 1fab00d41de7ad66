import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, IsNull } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { countUpTo } from '../platform/database/count-up-to.js';
import { UUID_PATTERN } from '../platform/ids/id.js';
import { paginate } from '../api/hal/keyset-rows.js';
import type { Page, PageRequest } from '../api/hal/page.js';
import { WebhookSecret } from './signing/webhook-secret.entity.js';
import { Webhook } from './webhook.entity.js';

export type NewWebhook = Omit<Webhook, 'assistant' | 'user'>;

const BY_USER = { name: 'count-webhooks', rows: 'webhooks WHERE user_id = $1' };

@Injectable()
export class WebhooksRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Loads the assistant too. */
  find(id: string, manager = this.dataSource.manager): Promise<Webhook | null> {
    return manager.findOne(Webhook, { where: { id }, relations: { assistant: true } });
  }

  /** Newest first, each with its assistant. */
  findPage(assistantId: string, request: PageRequest): Promise<Page<Webhook>> {
    return paginate(
      this.dataSource.manager.createQueryBuilder(Webhook, 'webhook'),
      {
        column: 'webhook.id',
        order: 'DESC',
        keyOf: ({ id }) => id,
        pattern: UUID_PATTERN,
        within: { column: 'webhook.assistant_id', value: assistantId },
      },
      request,
      (query) => query.leftJoinAndSelect('webhook.assistant', 'assistant'),
    );
  }

  count(manager: EntityManager, assistantId: string): Promise<number> {
    return manager.countBy(Webhook, { assistantId });
  }

  /** Counting stops at `enough`. */
  countBy(manager: EntityManager, userId: string, enough: number): Promise<number> {
    return countUpTo(manager, BY_USER, [userId], enough);
  }

  async insert(manager: EntityManager, webhook: NewWebhook): Promise<void> {
    await manager.insert(Webhook, webhook);
  }

  /** A `for_no_key_update` lock lets transactions write deliveries for the webhook meanwhile. */
  async lock(manager: EntityManager, id: string): Promise<void> {
    await manager.findOne(Webhook, { where: { id }, lock: { mode: 'for_no_key_update' } });
  }

  async update(manager: EntityManager, id: string, changes: Partial<NewWebhook>): Promise<void> {
    await manager.update(Webhook, { id }, changes);
  }

  async delete(manager: EntityManager, id: string): Promise<void> {
    await manager.delete(Webhook, { id });
  }

  /** Finds the secrets that sign at `now`, newest first. */
  async findSecrets(
    webhookIds: string[],
    now: Date,
    manager = this.dataSource.manager,
  ): Promise<WebhookSecret[]> {
    return manager
      .createQueryBuilder(WebhookSecret, 'secret')
      .where('secret.webhook_id = ANY(:webhookIds)', { webhookIds })
      .andWhere('(secret.retires_at IS NULL OR secret.retires_at > :now)', { now })
      .orderBy('secret.version', 'DESC')
      .getMany();
  }

  async insertSecret(manager: EntityManager, secret: Omit<WebhookSecret, 'webhook'>) {
    await manager.insert(WebhookSecret, secret);
  }

  /** Retires the current secret at `at`, and deletes the versions that were already retiring. */
  async retireSecrets(manager: EntityManager, webhookId: string, at: Date): Promise<void> {
    await manager
      .createQueryBuilder()
      .delete()
      .from(WebhookSecret)
      .where('webhook_id = :webhookId AND retires_at IS NOT NULL', { webhookId })
      .execute();
    await manager.update(WebhookSecret, { webhookId, retiresAt: IsNull() }, { retiresAt: at });
  }
}
