import { Injectable } from '@nestjs/common';
import { AuditRepository } from '../../audit/audit.repository.js';
import type { Caller } from '../../admission/principal.js';
import { Clock } from '../../platform/clock/clock.js';
import { isUuid, newId } from '../../platform/ids/id.js';
import type { Page, PageRequest } from '../../api/hal/page.js';
import { CallerTransaction } from '../../admission/reauthorization/caller-transaction.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import type { DeliveryFilter } from './deliveries.repository.js';
import { CommittedDeliveries } from '../events/committed-deliveries.js';
import { WebhookAccess } from '../webhook-access.js';
import type { DeliveryView } from '../webhook-view.js';
import { TEST_EVENT } from '../webhook.types.js';
import { DeliveryNotFoundError, WebhookDisabledError } from '../webhooks.errors.js';

/** The operations on deliveries that the API offers. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly access: WebhookAccess,
    private readonly committed: CommittedDeliveries,
    private readonly audit: AuditRepository,
    private readonly transaction: CallerTransaction,
    private readonly clock: Clock,
  ) {}

  /** @throws WebhookNotFoundError, AssistantNotWritableError */
  async list(
    { principal }: Caller,
    webhookId: string,
    filter: DeliveryFilter,
    request: PageRequest,
  ): Promise<Page<DeliveryView>> {
    const { id, enabled: isEnabled } = await this.access.find(principal, webhookId);
    const page = await this.deliveries.findPage(id, filter, request);
    return { ...page, rows: page.rows.map((delivery) => ({ delivery, isEnabled })) };
  }

  /** @throws WebhookNotFoundError, AssistantNotWritableError, DeliveryNotFoundError */
  async get({ principal }: Caller, webhookId: string, id: string): Promise<DeliveryView> {
    const webhook = await this.access.find(principal, webhookId);
    const delivery = isUuid(id) ? await this.deliveries.find(webhook.id, id) : null;
    if (delivery === null) throw new DeliveryNotFoundError();
    return { delivery, isEnabled: webhook.enabled };
  }

  /**
   * A pending delivery is sent immediately instead of at its next attempt.
   *
   * @throws WebhookNotFoundError, AssistantNotWritableError, DeliveryNotFoundError, WebhookDisabledError
   */
  async redeliver(caller: Caller, webhookId: string, ref: string): Promise<DeliveryView> {
    const { id } = (await this.get(caller, webhookId, ref)).delivery;
    return this.transaction.run(caller, async (manager) => {
      await this.deliveries.lock(manager, id);
      const webhook = await this.access.find(caller.principal, webhookId, manager);
      const delivery = await this.deliveries.find(webhook.id, id, manager);
      if (delivery === null) throw new DeliveryNotFoundError();
      if (!webhook.enabled) throw new WebhookDisabledError();
      const now = this.clock.now();
      const turn = delivery.turn + 1;
      const changes = { state: 'pending', tries: 0, turn, nextAttemptAt: now } as const;
      await this.deliveries.update(manager, id, changes);
      this.committed.announceAfter(manager, [webhook.id]);
      await this.audit.recordBy(caller, manager, {
        at: now,
        action: 'webhook.redelivered',
        subjectId: webhook.id,
        details: { deliveryId: id },
      });
      return { delivery: { ...delivery, ...changes }, isEnabled: true };
    });
  }

  /** @throws WebhookNotFoundError, AssistantNotWritableError, WebhookDisabledError */
  async test(caller: Caller, ref: string): Promise<DeliveryView> {
    const { id: webhookId } = await this.access.find(caller.principal, ref);
    return this.transaction.run(caller, async (manager) => {
      const webhook = await this.access.find(caller.principal, webhookId, manager);
      if (!webhook.enabled) throw new WebhookDisabledError();
      const now = this.clock.now();
      const delivery = {
        id: newId(),
        webhookId,
        event: TEST_EVENT,
        at: now,
        data: { webhookId, assistantId: webhook.assistant.naturalId },
        chatId: null,
        subjectId: null,
        state: 'pending',
        attempts: [],
        tries: 0,
        turn: 1,
        nextAttemptAt: now,
        createdAt: now,
      } as const;
      await this.deliveries.insert(manager, { ...delivery, attempts: [] });
      this.committed.announceAfter(manager, [webhookId]);
      await this.audit.recordBy(caller, manager, {
        at: now,
        action: 'webhook.tested',
        subjectId: webhookId,
        details: { deliveryId: delivery.id },
      });
      return { delivery: { ...delivery, attempts: [], webhook }, isEnabled: true };
    });
  }
}
