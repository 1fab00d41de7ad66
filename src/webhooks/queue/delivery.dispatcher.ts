import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { RecurringWork } from '../../platform/jobs/recurring-work.js';
import { CommittedDeliveries } from '../events/committed-deliveries.js';
import { DeliveryPlaces } from './delivery-places.js';
import type { DeliveryPlace } from './delivery-place.js';
import { DeliveryQueueRepository } from './delivery-queue.repository.js';
import type { WaitingWebhook } from './delivery-queue.repository.js';
import { DeliveryTurns } from './delivery-turns.js';
import { WaitingWebhooks } from './waiting-webhooks.js';
import { LEASE_SECONDS, WebhookLeases } from './webhook-leases.js';

/** For retries, and for what another instance could not send. */
const POLL_MS = 1_000;
const PAGE_SIZE = 1_000;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

interface Turn {
  /** New deliveries were written during the turn. */
  isCalled: boolean;
  ended: Promise<void>;
}

/** Gives webhooks with due deliveries their turns: at once when they are committed, or when it polls. */
@Injectable()
export class DeliveryDispatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(DeliveryDispatcher.name);
  private readonly waiting = new WaitingWebhooks();
  private readonly turns = new Map<string, Turn>();
  private readonly called = new Set<string>();
  private readonly polling = new RecurringWork(
    POLL_MS,
    () => this.poll(),
    (error) => {
      this.warnOnce(error);
    },
  );
  /** Keeps the context of the request that wrote deliveries out of what follows. */
  private readonly outside = AsyncLocalStorage.snapshot();
  private isLookingUp = false;
  private isFailing = false;
  private lastId = FIRST_ID;
  private earliest: Date | null = null;

  constructor(
    private readonly queue: DeliveryQueueRepository,
    private readonly leases: WebhookLeases,
    private readonly places: DeliveryPlaces,
    private readonly sending: DeliveryTurns,
    private readonly committed: CommittedDeliveries,
    private readonly clock: Clock,
  ) {}

  /** How late the most overdue attempt is. */
  get ageSeconds(): number {
    if (this.earliest === null) return 0;
    return Math.max(0, (this.clock.now().getTime() - this.earliest.getTime()) / 1_000);
  }

  onApplicationBootstrap(): void {
    this.places.whenFreed(() => {
      this.fill();
    });
    this.committed.listen((webhookIds) => {
      this.call(webhookIds);
    });
    this.polling.start();
    this.polling.begin();
  }

  /** Waits for running attempts. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.polling.stop();
    await Promise.all([...this.turns.values()].map(({ ended }) => ended));
  }

  /** @param webhookIds webhooks that got deliveries */
  call(webhookIds: string[]): void {
    for (const id of webhookIds) this.called.add(id);
    this.outside(() => {
      void this.lookUpCalled();
    });
  }

  private async lookUpCalled(): Promise<void> {
    if (this.isLookingUp) return;
    this.isLookingUp = true;
    try {
      while (this.called.size > 0) {
        const ids = [...this.called];
        this.called.clear();
        this.offer(await this.queue.findOwners(ids));
      }
    } catch (error) {
      this.warnOnce(error);
    } finally {
      this.isLookingUp = false;
    }
  }

  /** Goes through the webhooks page by page. */
  private async poll(): Promise<void> {
    this.earliest = await this.queue.findEarliest();
    if (this.earliest !== null) {
      const page = await this.queue.findPending(this.clock.now(), this.lastId, PAGE_SIZE);
      this.lastId = (page.length === PAGE_SIZE && page.at(-1)?.webhookId) || FIRST_ID;
      this.offer(page.filter(({ isDue }) => isDue));
    } else {
      await this.leases.removeExpired();
    }
    this.isFailing = false;
  }

  private offer(webhooks: WaitingWebhook[]): void {
    for (const webhook of webhooks) {
      const turn = this.turns.get(webhook.webhookId);
      if (turn === undefined) this.waiting.add(webhook);
      else turn.isCalled = true;
    }
    this.fill();
  }

  /** Begins turns until no webhook gets a place. */
  private fill(): void {
    while (!this.polling.isStopping()) {
      const next = this.waiting.next((webhook) => this.places.take(webhook));
      if (next === null) return;
      this.begin(...next);
    }
  }

  private begin(webhook: WaitingWebhook, place: DeliveryPlace): void {
    const turn: Turn = { isCalled: false, ended: Promise.resolve() };
    this.turns.set(webhook.webhookId, turn);
    turn.ended = this.take(webhook, place).then((isMoreDue) => {
      place.giveBack();
      this.turns.delete(webhook.webhookId);
      if (isMoreDue || turn.isCalled) this.waiting.add(webhook);
      this.fill();
    });
  }

  private async take({ webhookId }: WaitingWebhook, place: DeliveryPlace): Promise<boolean> {
    try {
      return await this.sending.take(webhookId, place, this.polling.isStopping);
    } catch (error) {
      this.logger.warn(
        { err: error, webhookId },
        `The service could not finish sending events to a webhook. It tries again in ${LEASE_SECONDS} seconds.`,
      );
      return false;
    }
  }

  private warnOnce(error: unknown): void {
    if (this.isFailing) return;
    this.isFailing = true;
    this.logger.warn(
      { err: error },
      'The service could not look for webhook deliveries. It tries again every second.',
    );
  }
}
