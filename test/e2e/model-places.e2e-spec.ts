import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MetricsServer } from '../../src/platform/metrics/metrics.server.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import { createAssistant } from '../factories/assistants.factory.js';
import { Api } from '../support/api.js';
import type { Answer } from '../support/api.js';
import { leaveChatScene, QUESTION, setChatScene } from '../support/chat-scene.js';
import type { ChatScene } from '../support/chat-scene.js';
import { EventClient } from '../support/event-client.js';
import type { AskedModel } from '../support/model-server.js';

describe('the places of MODEL_CONCURRENCY', () => {
  let scene: ChatScene;
  let waiting: AskedModel[];
  let clients: EventClient[];

  beforeEach(async () => {
    scene = await setChatScene({ MODEL_CONCURRENCY: '8', METRICS_PORT: '0' });
    waiting = [];
    clients = [];
    scene.model.respond = (asked) => {
      waiting.push(asked.say('Here '));
    };
  });

  afterEach(async () => {
    await finish();
    await leaveChatScene(scene);
  });

  const finish = async () => {
    for (const asked of waiting.splice(0)) asked.finish();
    await Promise.all(clients.splice(0).map((client) => client.rest()));
  };

  /** Starts an answer that stays in progress. @returns the status */
  const hold = async ({ api }: Pick<TestToken, 'api'>): Promise<number> => {
    const body = { message: QUESTION };
    const client = await EventClient.open(api, 'POST', '/api/chats', { body });
    if (client.response.status === 201) {
      clients.push(client);
      await client.until('message.delta');
    }
    return client.response.status;
  };

  const holdAll = async (token: Pick<TestToken, 'api'>): Promise<number> => {
    let held = 0;
    while ((await hold(token)) === 201) held++;
    return held;
  };

  const ask = ({ api }: Pick<TestToken, 'api'>): Promise<Answer> =>
    api.post('/api/chats', { message: QUESTION });

  const createStranger = async (): Promise<TestToken> => {
    const { app } = scene;
    const owner = await createUser(app);
    return createToken(app, {
      owner,
      assistant: await createAssistant(app, { ownerId: owner.username }),
    });
  };

  it('are never all taken by one token', async () => {
    const { app, token } = scene;
    expect(await holdAll(token)).toBe(4);
    const refused = await ask(token);
    expect([refused.status, refused.body.code]).toEqual([503, 'unavailable']);
    expect(refused.headers.get('Retry-After')).toBe('1');
    expect(await hold(await createToken(app, scene))).toBe(201);
  });

  it('are never all taken by the child tokens of one token', async () => {
    const { token } = scene;
    const derive = async (): Promise<{ api: Api }> => {
      const { body } = await token.api.post('/api/tokens/_derive', { expiresIn: 600 });
      return { api: token.api.as(body.token as string) };
    };
    expect(await holdAll(await derive())).toBe(4);
    expect(await hold(await derive())).toBe(503);
    expect(await hold(token)).toBe(503);
  });

  it('are never all taken by the tokens of one user', async () => {
    const { app } = scene;
    let held = 0;
    for (let count = 0; count < 9; count++) held += await holdAll(await createToken(app, scene));
    expect(held).toBe(6);
    expect(await hold(await createStranger())).toBe(201);
  });

  it('are free again when the answers end', async () => {
    const { token } = scene;
    await holdAll(token);
    await finish();
    expect(await holdAll(token)).toBe(4);
  });

  it('and the answers are in the metrics', async () => {
    const { app, model, token } = scene;
    const url = await app.nest.get(MetricsServer).listen({ host: '127.0.0.1', port: 0 });
    const scrape = async () => (await new Api(new URL(url).origin).get('/metrics')).text;
    await holdAll(token);
    const during = await scrape();
    expect(during).toContain('model_answers_in_progress 4\n');
    expect(during).toContain('model_places_refused_total{place="answer",reason="share"} 1\n');
    expect(during).toContain('model_first_text_seconds_count 4\n');
    await finish();
    model.respond = (asked) => {
      asked.refuse(500);
    };
    await ask(token);
    const after = await scrape();
    expect(after).toContain('model_answers_in_progress 0\n');
    expect(after).toContain('model_answers_total{outcome="stop"} 4\n');
    expect(after).toContain('model_answers_total{outcome="model_failed"} 1\n');
    expect(after).toContain('model_tokens_total{direction="input"} 28\n');
    expect(after).toContain('model_tokens_total{direction="output"} 12\n');
    expect(after).toContain('model_first_text_seconds_count 4\n');
  });
});
