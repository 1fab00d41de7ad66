import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createChild, createChildren } from '../factories/children.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken, createTokens } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Api } from '../support/api.js';
import { QueryWatch } from '../support/query-watch.js';
import { expectInvalid } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

interface EmbeddingItem {
  assistantId: string | null;
  _embedded?: object;
  _links: Record<string, object>;
}

describe('embedding', () => {
  let app: TestApp;
  let queries: QueryWatch;
  let owner: TestUser;
  let assistant: TestAssistant;
  let token: TestToken;
  let path: string;

  beforeAll(async () => {
    app = await TestApp.start();
    queries = new QueryWatch(app);
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
    token = await createToken(app, { owner, assistant });
    path = `/api/tokens/${token.id}`;
    await createChildren(app, 31, token);
    await createChild(app, token, { revokedAt: app.clock.now() });
  });

  afterAll(() => app.close());

  /** The assistant at the path, as it looks when it is embedded. */
  async function alone(api: Api, at: string): Promise<object> {
    const { status, body } = await api.get(at);
    expect(status).toBe(200);
    delete body._links.curies;
    delete body.instructions;
    return body;
  }

  describe('in a token', () => {
    it.each(['', ',', 'nothing', 'assistant,nothing', 'Assistant', 'inf:assistant', '*'])(
      'refuses other names: %s',
      (embed) =>
        expectInvalid(app, () => owner.api.get(`${path}?embed=${encodeURIComponent(embed)}`), [
          'embed',
        ]),
    );

    it('reports an invalid name before an unknown token', () =>
      expectInvalid(
        app,
        () => owner.api.get('/api/tokens/0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60?embed=nothing'),
        ['embed'],
      ));

    it('embeds nothing by default', async () => {
      expect((await owner.api.get(path)).body).not.toHaveProperty('_embedded');
    });

    it('embeds the assistant like reading it directly shows it', async () => {
      const { body } = await owner.api.get(`${path}?embed=assistant`);
      expect(body._embedded).toEqual({
        'inf:assistant': await alone(owner.api, `/api/assistants/${assistant.naturalId}`),
      });
      const { _embedded, ...rest } = body;
      expect(_embedded['inf:assistant']._links.self).toEqual(rest._links['inf:assistant']);
      expect(rest).toEqual((await owner.api.get(path)).body);
    });

    it('embeds the first page of the children', async () => {
      const { body } = await owner.api.get(`${path}?embed=children`);
      const { body: page } = await owner.api.get(`${path}/children`);
      expect(body._embedded).toEqual(page._embedded);
      expect(body._embedded['inf:child-token']).toHaveLength(30);
      expect(body._links['inf:children']).toEqual({ href: `${path}/children` });
    });

    it.each([
      'embed=assistant,children',
      'embed=children,assistant,children',
      'embed=assistant&embed=children',
      'embed=assistant%2Cchildren',
    ])('embeds both, once: %s', async (query) => {
      const { body } = await owner.api.get(`${path}?${query}`);
      expect(Object.keys(body._embedded)).toEqual(['inf:assistant', 'inf:child-token']);
    });

    it('embeds an empty list if there are no children, and nothing for a personal token', async () => {
      const other = await createToken(app, { owner, assistant });
      const personal = await createToken(app, { owner });
      const query = '?embed=assistant,children';
      const { body } = await owner.api.get(`/api/tokens/${other.id}${query}`);
      expect(body._embedded['inf:child-token']).toEqual([]);
      expect((await owner.api.get(`/api/tokens/${personal.id}${query}`)).body).not.toHaveProperty(
        '_embedded',
      );
    });

    it('embeds for the token itself only what it may read', async () => {
      const { body } = await token.api.get('/api/tokens/self?embed=assistant,children');
      const { 'inf:assistant': embedded, 'inf:child-token': children } = body._embedded;
      expect(embedded).toEqual(await alone(token.api, `/api/assistants/${assistant.naturalId}`));
      expect(embedded._links).not.toHaveProperty('inf:webhooks');
      expect(children).toHaveLength(30);
    });

    it('embeds the assistant for a child, but neither its siblings nor itself', async () => {
      const child = await createChild(app, token);
      const { body } = await child.api.get('/api/tokens/self?embed=assistant,children');
      expect(Object.keys(body._embedded)).toEqual(['inf:assistant']);
    });

    it('embeds no assistant for a caller without a seat', async () => {
      const seatless = await createUser(app, { seat: false });
      const own = await createAssistant(app, { ownerId: seatless.username });
      const { id, api } = await createToken(app, { owner: seatless, assistant: own });
      for (const reader of [seatless.api, api]) {
        const { body } = await reader.get(`/api/tokens/${id}?embed=assistant`);
        expect(body).toMatchObject({ id });
        expect(body).not.toHaveProperty('_embedded');
      }
    });

    it('embeds no assistant that the caller cannot see', async () => {
      const member = await createUser(app);
      const team = await createTeam(app, [[member, 'editor']]);
      const ofTeam = await createAssistant(app, { ownerId: team });
      const { id, api } = await createToken(app, { owner: member, assistant: ofTeam });
      const at = `/api/tokens/${id}?embed=assistant`;
      for (const reader of [member.api, api]) {
        expect((await reader.get(at)).body).toHaveProperty('_embedded');
      }
      await app.dataSource.query('DELETE FROM team_members WHERE team_id = $1', [team]);
      await app.caughtUp();
      for (const reader of [member.api, api]) {
        const { status, body } = await reader.get(at);
        expect(status).toBe(200);
        expect(body).not.toHaveProperty('_embedded');
        expect(body._links).not.toHaveProperty('inf:assistant');
      }
    });

    it('has another entity tag with what is embedded, but the same state', async () => {
      const plain = (await owner.api.get(path)).headers.get('ETag') ?? '';
      const embedded = (await owner.api.get(`${path}?embed=assistant`)).headers.get('ETag') ?? '';
      expect(embedded).not.toBe(plain);
      expect(embedded.split('.')[0]).toBe(plain.split('.')[0]);
    });
  });

  describe.each([
    ['in the tokens of an assistant', () => `/api/assistants/${assistant.naturalId}/tokens`],
    ['in a list of tokens', () => '/api/tokens'],
  ])('%s', (_name, list) => {
    it.each(['nothing', 'children'])('refuses other names: %s', (embed) =>
      expectInvalid(app, () => owner.api.get(`${list()}?embed=${embed}`), ['embed']),
    );

    it('embeds each assistant in its first token, and keeps doing so on the next page', async () => {
      const another = await createAssistant(app, { ownerId: owner.username });
      await createTokens(app, 2, { owner, assistant: another });
      await createTokens(app, 2, { owner, assistant });
      const at = `${list()}?embed=assistant&limit=5`;
      for (const page of [at, (await owner.api.get(at)).body._links.last.href]) {
        const { body } = await owner.api.get(page);
        const [tokens = []] = Object.values<EmbeddingItem[]>(body._embedded);
        const seen = new Set<string>();
        for (const { assistantId, _embedded, _links } of tokens) {
          const path = `/api/assistants/${assistantId}`;
          expect(_links['inf:assistant']).toEqual(assistantId ? { href: path } : undefined);
          const isFirst = assistantId !== null && !seen.has(assistantId);
          expect(_embedded).toEqual(
            isFirst ? { 'inf:assistant': await alone(owner.api, path) } : undefined,
          );
          seen.add(assistantId ?? '');
        }
      }
      const { body } = await owner.api.get(at);
      for (const relation of ['self', 'first', 'last']) {
        expect(body._links[relation].href).toContain('embed=assistant');
      }
    });

    it('uses at most two more queries, however many tokens there are', async () => {
      const other = await createUser(app);
      const teams = await Promise.all([1, 2, 3].map(() => createTeam(app, [[other, 'editor']])));
      for (const ownerId of teams) {
        const ofTeam = await createAssistant(app, { ownerId });
        await createTokens(app, 5, { owner: other, assistant: ofTeam });
      }
      const statements = async (query: string) =>
        (await queries.during(() => other.api.get(`/api/tokens?${query}`))).length;
      await statements('');
      expect(await statements('embed=assistant')).toBeLessThanOrEqual((await statements('')) + 2);
    });
  });
});
