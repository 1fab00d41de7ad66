import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearerAuth, Client } from 'ketting';
import type { Resource, State } from 'ketting';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTokens } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { TestApp } from '../support/test-app.js';

const TOKENS = 65;

interface Token {
  id: string;
  assistantId: string;
  token: string;
  secretVersion: number;
}

interface Page {
  start: number;
  count: number;
  total: number;
}

/** https://github.com/badgateway/ketting knows only the URL of the entry point. */
describe('a walk with ketting, by links alone', () => {
  let app: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;
  let root: Resource;

  beforeAll(async () => {
    app = await TestApp.start();
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
    await createTokens(app, TOKENS, { owner, assistant });
    root = clientOf(owner.session).go();
  });

  afterAll(() => app.close());

  function clientOf(secret: string): Client {
    const client = new Client(`${app.api.url}/api`);
    client.use(bearerAuth(secret));
    return client;
  }

  it('leads from the root to an assistant, its tokens, the last page, a token, and rotates it', async () => {
    const assistants = await root.follow('inf:assistants', { ownerId: owner.username });
    const [first] = await assistants.followAll('inf:assistant');
    expect((await first?.get())?.data).toMatchObject({ naturalId: assistant.naturalId });

    let page: Resource<Page> | undefined = await first?.follow('inf:assistant-tokens');
    const seen: string[] = [];
    let last: Resource<Token> | undefined;
    while (page !== undefined) {
      const state: State<Page> = await page.get();
      expect(state.data).toMatchObject({ start: seen.length, total: TOKENS });
      const items = await page.followAll<Token>('inf:assistant-token');
      expect(items).toHaveLength(state.data.count);
      seen.push(...items.map(({ uri }) => uri));
      last = items.at(-1);
      page = state.links.has('next') ? state.follow('next') : undefined;
    }
    expect(new Set(seen).size).toBe(TOKENS);

    const token = await last?.refresh();
    expect(token?.data).toMatchObject({ assistantId: assistant.naturalId, secretVersion: 1 });
    const rotated = await token?.follow('inf:rotate').post({ data: { overlapSeconds: 60 } });
    expect(rotated?.data).toMatchObject({ id: token?.data.id, secretVersion: 2 });
    expect(rotated?.data.token).toMatch(/^i5t_[0-9A-Za-z]{42}$/);
    expect((await last?.refresh())?.data.secretVersion).toBe(2);
  });

  it('creates an assistant and a token for it, and deletes both', async () => {
    const made = await (
      await root.follow('inf:create-assistant')
    ).postFollow({ data: { slug: 'walker', name: 'Walker' } });
    const { links, data } = await made.get();
    expect(data).toMatchObject({ slug: 'walker' });

    const issued = await made
      .go(links.get('inf:create-token') ?? '')
      .post({ data: { type: 'assistant', assistantId: data.id } });
    const token = clientOf(issued.data.token as string).go();
    const itself = await token.follow('inf:token');
    expect((await itself.get()).data).toMatchObject({ assistantId: data.naturalId });
    await (await itself.follow('inf:revoke')).delete();
    await expect(itself.refresh()).rejects.toMatchObject({ status: 401 });

    await (await made.follow('inf:delete')).delete();
    await expect(made.refresh()).rejects.toMatchObject({ status: 404 });
  });

  it('expands the templates of the root', async () => {
    const one = await root.follow('inf:assistant', { id: assistant.naturalId });
    const { links, data } = await one.get();
    expect(data.id).toBe(assistant.id);
    expect(links.get('inf:chats')?.href).toBe(`/api/chats?assistantId=${assistant.id}`);
    const page = await root.follow('inf:tokens', { limit: '2', type: 'assistant' });
    expect((await page.get()).data).toMatchObject({ start: 0, count: 2 });
  });
});
