import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import { WebhookDelivery } from '../../src/webhooks/deliveries/webhook-delivery.entity.js';
import { DeliveryDispatcher } from '../../src/webhooks/queue/delivery.dispatcher.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createSession, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { eventually } from './service-process.js';
import { TestApp } from './test-app.js';
import { WebhookReceiver } from './webhook-receiver.js';

const YEAR_MS = 365 * 86_400_000;

/** Lets webhooks reach the receivers of the tests. */
export const WEBHOOK_ENV = { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' };

export interface CreatedWebhook {
  id: string;
  secret: string;
  path: string;
}

/** A user with an assistant and a long session, who creates webhooks and causes events. */
export class WebhookScene {
  private constructor(
    readonly app: TestApp,
    readonly owner: TestUser,
    readonly assistant: TestAssistant,
  ) {}

  static async set(app: TestApp): Promise<WebhookScene> {
    const user = await createUser(app);
    const session = await createSession(app, user.id, YEAR_MS);
    const owner = { ...user, session, api: app.api.as(session) };
    return new WebhookScene(app, owner, await createAssistant(app, { ownerId: owner.username }));
  }

  get webhooksPath(): string {
    return `/api/assistants/${this.assistant.naturalId}/webhooks`;
  }

  async create(url: string, events: string[] = ['token.created']): Promise<CreatedWebhook> {
    const answer = await this.owner.api.post(this.webhooksPath, { url, events });
    expect([answer.status, answer.text]).toEqual([201, expect.anything()]);
    const { id, secret } = answer.body as { id: string; secret: string };
    return { id, secret, path: `/api/webhooks/${id}` };
  }

  async createToken(body: object = {}): Promise<{ id: string; token: string }> {
    const answer = await this.owner.api.post('/api/tokens', {
      type: 'assistant',
      assistantId: this.assistant.naturalId,
      ...body,
    });
    expect(answer.status).toBe(201);
    return answer.body as { id: string; token: string };
  }

  /** Waits for the number of attempts. @returns the only delivery of the webhook from the API */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async deliveryOf({ path }: CreatedWebhook, attempts = 1): Promise<any> {
    await eventually(async () => {
      const { body } = await this.owner.api.get(`${path}/deliveries`);
      const [delivery] = body._embedded['inf:webhook-delivery'];
      return delivery?.attempts.length >= attempts;
    });
    const { body } = await this.owner.api.get(`${path}/deliveries`);
    expect(body.total).toBe(1);
    const { id } = body._embedded['inf:webhook-delivery'][0] as { id: string };
    return (await this.owner.api.get(`${path}/deliveries/${id}`)).body;
  }

  /** Moves the clock to the next attempt of the delivery, and waits for it. */
  async attemptNext(deliveryId: string): Promise<void> {
    const find = () =>
      this.app.dataSource.manager.findOneByOrFail(WebhookDelivery, { id: deliveryId });
    const { nextAttemptAt, webhookId, turn } = await find();
    const waitMs = Number(nextAttemptAt) - this.app.clock.now().getTime();
    this.app.clock.advance({ seconds: Math.max(0, waitMs / 1_000) });
    this.app.nest.get(DeliveryDispatcher).call([webhookId]);
    await eventually(async () => (await find()).turn > turn);
  }
}

interface WebhookStage {
  app: TestApp;
  /** These two are new in each test. */
  scene: WebhookScene;
  receiver: WebhookReceiver;
}

/** Starts an application for the tests of a file. @param set gets the stage of each test */
export function useWebhookScene(set: (stage: WebhookStage) => void): void {
  let app: TestApp;
  let receiver: WebhookReceiver;

  beforeAll(async () => {
    app = await TestApp.start({ env: WEBHOOK_ENV });
  });

  afterAll(() => app.close());

  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
    set({ app, receiver, scene: await WebhookScene.set(app) });
  });

  afterEach(() => receiver.stop());
}
