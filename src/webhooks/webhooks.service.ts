import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AssistantsService } from '../assistants/assistants.service.js';
import { AuditRepository } from '../audit/audit.repository.js';
import { changesBetween } from '../audit/changes.js';
import type { Caller } from '../admission/principal.js';
import { Quotas } from '../platform/quotas/quotas.js';
import { Clock } from '../platform/clock/clock.js';
import { ValidationError } from '../platform/errors/domain-error.js';
import type { Precondition } from '../api/conditional/precondition.js';
import type { Page, PageRequest } from '../api/hal/page.js';
import { HIDDEN_SIGNING_SECRET } from '../api/idempotency/stored-response.js';
import type { Reservation } from '../api/idempotency/reservation.js';
import { OutboundTargets } from './outbound/outbound-targets.js';
import { CallerTransaction } from '../admission/reauthorization/caller-transaction.js';
import { CallbackTokens } from '../tokens/children/callback-tokens.js';
import type { RotateTokenDto } from '../tokens/dto/rotate-token.dto.js';
import { VersionConflictError } from '../tokens/tokens.errors.js';
import type { CreateWebhookDto } from './dto/create-webhook.dto.js';
import type { UpdateWebhookDto } from './dto/update-webhook.dto.js';
import { SigningSecrets } from './signing/signing-secrets.js';
import { WebhookAccess } from './webhook-access.js';
import type { IssuedWebhook, WebhookView } from './webhook-view.js';
import type { Webhook } from './webhook.entity.js';
import { webhookState } from './webhook.state.js';
import { TooManyWebhooksError } from './webhooks.errors.js';
import { WebhooksRepository } from './webhooks.repository.js';

const MAX_WEBHOOKS = 20;

@Injectable()
export class WebhooksService {
  constructor(
    private readonly webhooks: WebhooksRepository,
    private readonly access: WebhookAccess,
    private readonly secrets: SigningSecrets,
    private readonly targets: OutboundTargets,
    private readonly assistants: AssistantsService,
    private readonly callbacks: CallbackTokens,
    private readonly audit: AuditRepository,
    private readonly transaction: CallerTransaction,
    private readonly quotas: Quotas,
    private readonly clock: Clock,
  ) {}

  /** @throws AssistantNotFoundError, AssistantNotWritableError */
  async list(
    { principal }: Caller,
    assistantRef: string,
    request: PageRequest,
  ): Promise<Page<WebhookView>> {
    const { id } = await this.assistants.getWritable(principal, assistantRef);
    const page = await this.webhooks.findPage(id, request);
    return { ...page, rows: await this.toViews(page.rows) };
  }

  /** @throws WebhookNotFoundError, AssistantNotWritableError */
  async get({ principal }: Caller, id: string): Promise<WebhookView> {
    return this.toView(await this.access.find(principal, id));
  }

  /**
   * @returns the webhook; with a masked secret if an earlier attempt with the same key created it
   * @throws ValidationError, AssistantNotFoundError, AssistantNotWritableError, TooManyWebhooksError,
   *   QuotaExceededError
   */
  async create(
    caller: Caller,
    assistantRef: string,
    dto: CreateWebhookDto,
    reservation: Reservation,
  ): Promise<IssuedWebhook> {
    const { principal } = caller;
    this.requireUrl(dto.url);
    const { id: assistantId } = await this.assistants.getWritable(principal, assistantRef);
    const made = await reservation.findMade((id) => this.webhooks.find(id));
    if (made !== null) return { ...(await this.toView(made)), value: HIDDEN_SIGNING_SECRET };
    return this.quotas.within((take) =>
      this.transaction.run(caller, async (manager) => {
        const assistant = await this.assistants.lockWritable(manager, principal, assistantId);
        if ((await this.webhooks.count(manager, assistantId)) >= MAX_WEBHOOKS) {
          throw new TooManyWebhooksError(MAX_WEBHOOKS);
        }
        await take(manager, 'webhooks', principal.userId, (within, enough) =>
          this.webhooks.countBy(within, principal.userId, enough),
        );
        const now = this.clock.now();
        const webhook = {
          id: reservation.id,
          assistantId,
          userId: principal.userId,
          url: dto.url,
          events: dto.events,
          description: dto.description ?? '',
          enabled: dto.enabled ?? true,
          disabledReason: null,
          failingSince: null,
          secretVersion: 1,
          createdAt: now,
          updatedAt: now,
        };
        const { stored, value } = this.secrets.make(webhook.id, 1, now);
        await this.webhooks.insert(manager, webhook);
        await this.webhooks.insertSecret(manager, stored);
        await this.audit.recordBy(caller, manager, {
          at: now,
          action: 'webhook.created',
          subjectId: webhook.id,
          details: { assistantId, host: new URL(dto.url).host, events: dto.events },
        });
        return { webhook, assistant, secrets: [stored], value };
      }),
    );
  }

  /**
   * Setting `enabled` clears `disabledReason`, and enabling clears `failingSince`. Enabling a
   * disabled webhook or changing its URL revokes its callback tokens.
   *
   * @throws ValidationError, WebhookNotFoundError, AssistantNotWritableError, PreconditionFailedError
   */
  async update(
    caller: Caller,
    id: string,
    dto: UpdateWebhookDto,
    precondition: Precondition,
  ): Promise<WebhookView> {
    if (dto.url !== undefined) this.requireUrl(dto.url);
    return this.change(caller, id, precondition, async (manager, webhook) => {
      const { id: webhookId } = webhook;
      const now = this.clock.now();
      if (beginsAnew(webhook, dto)) await this.callbacks.endAll(manager, webhookId);
      await this.webhooks.update(manager, webhookId, {
        ...dto,
        ...(dto.enabled === true && { failingSince: null }),
        ...(dto.enabled !== undefined && { disabledReason: null }),
        updatedAt: now,
      });
      await this.audit.recordBy(caller, manager, {
        at: now,
        action: 'webhook.updated',
        subjectId: webhookId,
        changes: changesBetween<object>(webhook, shownSettings(dto)),
        details: { fields: Object.keys(dto) },
      });
      return this.toView(await this.access.find(caller.principal, webhookId, manager), manager);
    });
  }

  /**
   * Pending deliveries are not sent any more.
   *
   * @throws WebhookNotFoundError, AssistantNotWritableError, PreconditionFailedError
   */
  async delete(caller: Caller, id: string, precondition: Precondition): Promise<void> {
    await this.change(caller, id, precondition, async (manager, webhook) => {
      await this.audit.recordBy(caller, manager, {
        at: this.clock.now(),
        action: 'webhook.deleted',
        subjectId: webhook.id,
        details: { assistantId: webhook.assistantId },
      });
      await this.webhooks.delete(manager, webhook.id);
    });
  }

  /**
   * The previous secret keeps signing too until its overlap ends.
   *
   * @throws WebhookNotFoundError, AssistantNotWritableError, PreconditionFailedError,
   *   VersionConflictError
   */
  async rotate(
    caller: Caller,
    id: string,
    dto: RotateTokenDto,
    precondition: Precondition,
  ): Promise<IssuedWebhook> {
    return this.change(caller, id, precondition, async (manager, webhook) => {
      const { secretVersion: current } = webhook;
      if (dto.secretVersion !== undefined && dto.secretVersion !== current) {
        throw new VersionConflictError();
      }
      const now = this.clock.now();
      const version = current + 1;
      const overlapSeconds = dto.overlapSeconds ?? 0;
      const { stored, value } = this.secrets.make(webhook.id, version, now);
      const overlapEnds = new Date(now.getTime() + overlapSeconds * 1_000);
      await this.webhooks.retireSecrets(manager, webhook.id, overlapEnds);
      await this.webhooks.insertSecret(manager, stored);
      await this.webhooks.update(manager, webhook.id, { secretVersion: version, updatedAt: now });
      await this.audit.recordBy(caller, manager, {
        at: now,
        action: 'webhook.rotated',
        subjectId: webhook.id,
        details: { version, overlapSeconds },
      });
      const view = await this.toView(
        await this.access.find(caller.principal, webhook.id, manager),
        manager,
      );
      return { ...view, value };
    });
  }

  /**
   * Checks the rights again once it holds the lock: they may have changed while the request waited.
   */
  private async change<T>(
    caller: Caller,
    ref: string,
    precondition: Precondition,
    work: (manager: EntityManager, webhook: Webhook) => Promise<T>,
  ): Promise<T> {
    const { id } = await this.access.find(caller.principal, ref);
    return this.transaction.run(caller, async (manager) => {
      await this.webhooks.lock(manager, id);
      const webhook = await this.access.find(caller.principal, id, manager);
      await precondition.require(webhookState, () => webhook);
      return work(manager, webhook);
    });
  }

  /** @throws ValidationError */
  private requireUrl(url: string): void {
    const problem = this.targets.findProblem(url);
    if (problem !== null) throw new ValidationError([{ field: 'url', message: `url ${problem}` }]);
  }

  private async toView(webhook: Webhook, manager?: EntityManager): Promise<WebhookView> {
    const secrets = await this.webhooks.findSecrets([webhook.id], this.clock.now(), manager);
    return { webhook, assistant: webhook.assistant, secrets };
  }

  private async toViews(webhooks: Webhook[]): Promise<WebhookView[]> {
    const ids = webhooks.map(({ id }) => id);
    const secrets = await this.webhooks.findSecrets(ids, this.clock.now());
    const secretsOf = Map.groupBy(secrets, ({ webhookId }) => webhookId);
    return webhooks.map((webhook) => ({
      webhook,
      assistant: webhook.assistant,
      secrets: secretsOf.get(webhook.id) ?? [],
    }));
  }
}

function beginsAnew({ enabled, url }: Webhook, dto: UpdateWebhookDto): boolean {
  return (dto.enabled === true && !enabled) || (dto.url !== undefined && dto.url !== url);
}

/** Without the URL, whose path may be secret. */
function shownSettings({ events, description, enabled }: UpdateWebhookDto) {
  return {
    ...(events !== undefined && { events }),
    ...(description !== undefined && { description }),
    ...(enabled !== undefined && { enabled }),
  };
}
