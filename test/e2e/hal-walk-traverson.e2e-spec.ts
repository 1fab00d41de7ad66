import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import traverson from 'traverson';
import type { Answer, Builder } from 'traverson';
import JsonHalAdapter from 'traverson-hal';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTokens } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { TestApp } from '../support/test-app.js';

const TOKENS = 65;

traverson.registerMediaType(JsonHalAdapter.mediaType, JsonHalAdapter);

/** https://github.com/traverson/traverson-hal knows only the URL of the entry point. */
describe('a walk with traverson-hal, by links alone', () => {
  let app: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;
  let root: Builder;

  beforeAll(async () => {
    app = await TestApp.start();
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
    await createTokens(app, TOKENS, { owner, assistant });
    root = rootFor(owner.session);
  });

  afterAll(() => app.close());

  function rootFor(secret: string): Builder {
    return traverson
      .from(`${app.api.url}/api`)
      .jsonHal()
      .withRequestOptions({ headers: { Authorization: `Bearer ${secret}` } });
  }

  const TO_TOKENS = ['inf:assistants', 'inf:assistant[0]', 'inf:assistant-tokens'];

  it('leads from the root to an assistant, its tokens, the last page, a token, and rotates it', async () => {
    const pages = [TO_TOKENS, [...TO_TOKENS, 'next'], [...TO_TOKENS, 'next', 'next']];
    const seen: string[] = [];
    for (const steps of pages) {
      const page = await read(root, ...steps);
      expect(page).toMatchObject({ start: seen.length, total: TOKENS });
      seen.push(...page._embedded['inf:assistant-token'].map(({ id }: { id: string }) => id));
    }
    expect(new Set(seen).size).toBe(TOKENS);
    const last = [...TO_TOKENS, 'next', 'next'];
    expect((await read(root, ...last))._links).not.toHaveProperty('next');

    const toToken = [...last, 'inf:assistant-token[4]', 'self'];
    const token = await read(root, ...toToken);
    expect(token).toMatchObject({
      id: seen.at(-1),
      assistantId: assistant.naturalId,
      secretVersion: 1,
    });
    const rotated = await post(root, { overlapSeconds: 60 }, ...toToken, 'inf:rotate');
    expect(rotated.statusCode).toBe(200);
    expect(JSON.parse(rotated.body)).toMatchObject({
      id: token.id,
      secretVersion: 2,
      token: expect.stringMatching(/^i5t_[0-9A-Za-z]{42}$/),
    });
    expect(await read(root, ...toToken)).toMatchObject({ secretVersion: 2 });
  });

  it('creates an assistant and a token for it, and deletes both', async () => {
    const made = await post(root, { slug: 'walker', name: 'Walker' }, 'inf:create-assistant');
    expect(made.statusCode).toBe(201);
    const { id, naturalId } = JSON.parse(made.body);
    const to = root.newRequest().withTemplateParameters({ id });

    const body = { type: 'assistant', assistantId: id };
    const issued = await post(to, body, 'inf:assistant', 'inf:create-token');
    const token = rootFor(JSON.parse(issued.body).token);
    expect(await read(token, 'inf:token')).toMatchObject({ assistantId: naturalId });
    expect((await remove(token, 'inf:token', 'inf:revoke')).statusCode).toBe(204);
    await expect(read(token, 'inf:token')).rejects.toMatchObject({ httpStatus: 401 });

    expect((await remove(to, 'inf:assistant', 'inf:delete')).statusCode).toBe(204);
    await expect(read(to, 'inf:assistant')).rejects.toMatchObject({ httpStatus: 404 });
  });

  it('finds relations by CURIE and by full URI', async () => {
    const byName = await urlOf(root, 'inf:assistants');
    expect(await urlOf(root, '/api/rels/assistants')).toBe(byName);
    expect(byName).toBe(`${app.api.url}/api/assistants`);
    const page = root.newRequest().withTemplateParameters({ limit: 2, type: 'assistant' });
    expect(await read(page, 'inf:tokens')).toMatchObject({ start: 0, count: 2 });
  });
});

/** @returns the resource behind the last link */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function read(from: Builder, ...relations: string[]): Promise<any> {
  const walk = from.newRequest().follow(...relations);
  return promisify(walk.getResource.bind(walk))();
}

function urlOf(from: Builder, ...relations: string[]): Promise<string> {
  const walk = from.newRequest().follow(...relations);
  return promisify(walk.getUrl.bind(walk))();
}

function post(from: Builder, body: object, ...relations: string[]): Promise<Answer> {
  const walk = from.newRequest().follow(...relations);
  return promisify(walk.post.bind(walk))(body);
}

function remove(from: Builder, ...relations: string[]): Promise<Answer> {
  const walk = from.newRequest().follow(...relations);
  return promisify(walk.delete.bind(walk))();
}
