import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { leaveChatScene, setChatScene, startChat } from '../support/chat-scene.js';
import type { ChatScene } from '../support/chat-scene.js';
import { MODEL_USAGE } from '../support/model-server.js';
import { TestApp } from '../support/test-app.js';

const { prompt_tokens: INPUT, completion_tokens: OUTPUT } = MODEL_USAGE;
const ALL = INPUT + OUTPUT;

describe('the cost of an answer', () => {
  let scene: ChatScene;
  let apps: TestApp[] = [];

  beforeAll(async () => {
    scene = await setChatScene();
  });

  afterAll(() => leaveChatScene(scene));

  afterEach(async () => {
    await Promise.all(apps.map((app) => app.close()));
    apps = [];
  });

  /** An instance with these prices, on the same database. */
  async function priced(currency: string, models: object): Promise<TestApp> {
    const path = join(await mkdtemp(join(tmpdir(), 'prices-')), 'prices.json');
    await writeFile(path, JSON.stringify({ currency, models }));
    const env = { ...scene.model.env, MODEL_PRICES: path };
    const app = await TestApp.start({ database: scene.app.database, env });
    apps.push(app);
    return app;
  }

  async function newToken(modelId: string | null = null): Promise<TestToken> {
    const { app, owner } = scene;
    const assistant = await createAssistant(app, {
      ownerId: owner.username,
      columns: { modelId },
    });
    return createToken(app, { owner, assistant });
  }

  async function usageOf(app: TestApp, { secret }: TestToken) {
    const { body } = await app.api.as(secret).get('/api/tokens/self/usage?groupBy=token');
    const { currency, totals, days, groups } = body;
    expect(days.at(-1)).toMatchObject({
      cost: totals.cost,
      unpricedTokens: totals.unpricedTokens,
    });
    for (const group of groups) expect(group.cost).toBe(totals.cost);
    return { currency, cost: totals.cost, unpriced: totals.unpricedTokens };
  }

  it('is unknown without prices', async () => {
    const token = await newToken();
    await startChat(token);

    expect(await usageOf(scene.app, token)).toEqual({ currency: null, cost: null, unpriced: ALL });
  });

  it('is an exact decimal number, and no cost is zero', async () => {
    const token = await newToken('small');
    const app = await priced('USD', { small: { inputPerMillion: 0.15, outputPerMillion: 0.6 } });
    expect(await usageOf(app, token)).toEqual({ currency: 'USD', cost: '0', unpriced: 0 });

    await startChat({ api: app.api.as(token.secret) });
    expect(await usageOf(app, token)).toEqual({ currency: 'USD', cost: '0.00000285', unpriced: 0 });
    await startChat({ api: app.api.as(token.secret) });
    expect(await usageOf(app, token)).toMatchObject({ cost: '0.0000057' });
  });

  it('stays what it was when prices change', async () => {
    const token = await newToken('small');
    const cheap = await priced('USD', { small: { inputPerMillion: 1, outputPerMillion: 0 } });
    await startChat({ api: cheap.api.as(token.secret) });
    const dear = await priced('USD', { small: { inputPerMillion: 100, outputPerMillion: 0 } });
    expect(await usageOf(dear, token)).toMatchObject({ cost: '0.000007' });

    await startChat({ api: dear.api.as(token.secret) });
    expect(await usageOf(dear, token)).toMatchObject({ cost: '0.000707' });
  });

  it('does not include models without a price, and says how much it leaves out', async () => {
    const token = await newToken('large');
    const without = await priced('USD', { small: { inputPerMillion: 1, outputPerMillion: 0 } });
    await startChat({ api: without.api.as(token.secret) });
    expect(await usageOf(without, token)).toEqual({ currency: 'USD', cost: null, unpriced: ALL });

    const later = await priced('USD', { large: { inputPerMillion: 1, outputPerMillion: 0 } });
    await startChat({ api: later.api.as(token.secret) });
    expect(await usageOf(later, token)).toEqual({
      currency: 'USD',
      cost: '0.000007',
      unpriced: ALL,
    });
  });

  it('is never added to the cost in another currency', async () => {
    const token = await newToken('small');
    const prices = { small: { inputPerMillion: 1, outputPerMillion: 0 } };
    const dollars = await priced('USD', prices);
    await startChat({ api: dollars.api.as(token.secret) });
    const euros = await priced('EUR', prices);
    await startChat({ api: euros.api.as(token.secret) });

    expect(await usageOf(dollars, token)).toEqual({
      currency: 'USD',
      cost: '0.000007',
      unpriced: ALL,
    });
    expect(await usageOf(euros, token)).toMatchObject({ currency: 'EUR', cost: '0.000007' });
  });
});
