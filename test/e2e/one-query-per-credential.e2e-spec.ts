import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createChild, createChildren } from '../factories/children.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken, createTokens } from '../factories/tokens.factory.js';
import { createAdmin, createSession, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { generateSecret } from '../../src/admission/credentials/secret.js';
import type { Answer, Api } from '../support/api.js';
import { CREDENTIAL_QUERY, QueryWatch } from '../support/query-watch.js';
import { TestApp } from '../support/test-app.js';

describe('the queries that resolve a credential', () => {
  let app: TestApp;
  let queries: QueryWatch;
  let user: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start();
    queries = new QueryWatch(app);
    user = await createUser(app);
    const ownerId = await createTeam(app, [[user, 'editor']]);
    assistant = await createAssistant(app, { ownerId });
  });

  afterAll(() => app.close());

  async function ask(status: number, request: () => Promise<Answer>): Promise<string[]> {
    return queries.during(async () => {
      expect((await request()).status).toBe(status);
    });
  }

  const session = (api: Api) => () => api.get('/api/auth/session');
  const theOne = [expect.stringMatching(CREDENTIAL_QUERY)];

  describe('when the credential is refused', () => {
    it.each([
      ['no credential', (api: Api) => api],
      ['another scheme', (api: Api) => api.with({ Authorization: 'Basic YTpi' })],
      ['garbage', (api: Api) => api.as('garbage')],
      ['a value with a wrong checksum', (api: Api) => api.as(`i5t_${'0'.repeat(42)}`)],
    ])('are none for %s', async (_what, as) => {
      expect(await ask(401, session(as(app.api)))).toEqual([]);
    });

    it.each(['i5t_', 'i5s_', 'i5c_'] as const)(
      'are one for an unknown value %s…',
      async (prefix) => {
        expect(await ask(401, session(app.api.as(generateSecret(prefix))))).toEqual(theOne);
      },
    );

    it.each(['expiresAt', 'revokedAt'] as const)('are one when %s is past', async (column) => {
      const columns = { [column]: app.clock.now() };
      const { api } = await createToken(app, { owner: user, assistant, columns });
      expect(await ask(401, session(api))).toEqual(theOne);
    });

    it.each<[string, (api: Api) => Promise<Answer>]>([
      ['another assistant', (api) => api.get('/api/assistants/team:other')],
      ['another route', (api) => api.post('/api/tokens', {})],
    ])('are one out of scope, because nothing else is looked up: %s', async (_what, request) => {
      const { api } = await createToken(app, { owner: user, assistant });
      expect(await ask(403, () => request(api))).toEqual(theOne);
    });

    it('are none when the same value comes again', async () => {
      const unknown = app.api.as(generateSecret('i5t_'));
      expect(await ask(401, session(unknown))).toEqual(theOne);
      expect(await ask(401, session(unknown))).toEqual([]);
    });

    it('are one for an unknown value that many concurrent requests present', async () => {
      const unknown = app.api.as(generateSecret('i5t_'));
      const statements = await queries.during(async () => {
        const answers = await Promise.all(Array.from({ length: 40 }, session(unknown)));
        expect(answers.every(({ status }) => status === 401)).toBe(true);
      });
      expect(statements).toEqual(theOne);
    });

    it('are one without a seat', async () => {
      const { api } = await createUser(app, { seat: false });
      expect(await ask(403, () => api.get(`/api/assistants/${assistant.id}`))).toEqual(theOne);
    });
  });

  describe('when the credential is valid', () => {
    it('are one for a session, in the header or in the cookie', async () => {
      const { session: inHeader, id } = await createUser(app);
      const inCookie = await createSession(app, id);
      expect(await ask(200, session(app.api.as(inHeader)))).toEqual(theOne);
      const browser = app.api.with({ Cookie: `assistant-tokens=${inCookie}` });
      expect(await ask(200, session(browser))).toEqual(theOne);
    });

    it('are one for a personal token', async () => {
      const { api } = await createToken(app, { owner: user });
      expect(await ask(200, session(api))).toEqual(theOne);
    });

    it('are one for an assistant token, with its user, seat and assistant', async () => {
      const { api } = await createToken(app, { owner: user, assistant });
      const statements = await queries.during(async () => {
        const { body } = await api.get('/api/auth/session');
        expect(body).toMatchObject({
          username: user.username,
          seat: true,
          assistantId: assistant.naturalId,
        });
      });
      expect(statements).toEqual(theOne);
    });

    it('are one for a child token, with its parent, user, seat and assistant', async () => {
      const { id } = await createToken(app, { owner: user, assistant });
      const { api } = await createChild(app, { id });
      expect(await ask(200, session(api))).toEqual(theOne);
      expect(await ask(200, session(api))).toEqual([]);
    });

    it('are fewer than the child tokens that concurrent requests present', async () => {
      const { id } = await createToken(app, { owner: user, assistant });
      const children = await createChildren(app, 60, { id });
      const statements = await queries.during(async () => {
        const found = await Promise.all(children.map(({ api }) => api.get('/api/auth/session')));
        expect(found.map(({ body }) => body.tokenId)).toEqual(children.map((child) => child.id));
      });
      expect(statements.length).toBeLessThan(children.length);
    });

    it('are none when it is presented again, also concurrently', async () => {
      const { api } = await createToken(app, { owner: user, assistant });
      expect(await ask(200, session(api))).toEqual(theOne);
      const statements = await queries.during(() =>
        Promise.all(Array.from({ length: 40 }, session(api))),
      );
      expect(statements).toEqual([]);
    });

    it('are one if many concurrent requests present it for the first time', async () => {
      const { api } = await createToken(app, { owner: user, assistant });
      const statements = await queries.during(async () => {
        const answers = await Promise.all(Array.from({ length: 40 }, session(api)));
        expect(answers.every(({ status }) => status === 200)).toBe(true);
      });
      expect(statements).toEqual(theOne);
    });

    it('are fewer than the different tokens that concurrent requests present', async () => {
      const good = await createTokens(app, 60, { owner: user, assistant });
      const unknown = Array.from({ length: 40 }, () => app.api.as(generateSecret('i5t_')));
      const statements = await queries.during(async () => {
        const found = Promise.all(good.map(({ api }) => api.get('/api/auth/session')));
        const refused = Promise.all(unknown.map((api) => api.get('/api/auth/session')));
        expect((await found).map(({ body }) => body.tokenId)).toEqual(good.map(({ id }) => id));
        expect(new Set((await refused).map(({ status }) => status))).toEqual(new Set([401]));
      });
      expect(statements.length).toBeLessThan(good.length + unknown.length);
    });

    it('are one on a restricted token', async () => {
      const columns = { restrict: 'cidr', cidr: '127.0.0.0/8,::1/128' } as const;
      const { api } = await createToken(app, { owner: user, assistant, columns });
      expect(await ask(200, session(api))).toEqual(theOne);
    });

    it('are the first of several for a request that needs more', async () => {
      const body = { type: 'assistant', assistantId: assistant.naturalId };
      const requests: [number, (api: Api) => Promise<Answer>][] = [
        [200, (api) => api.get(`/api/assistants/${assistant.naturalId}`)],
        [200, (api) => api.get(`/api/assistants/${assistant.id}/tokens`)],
        [200, (api) => api.get('/api/tokens/self')],
        [200, (api) => api.post('/api/tokens/self/_rotate', { overlapSeconds: 60 })],
        [201, async () => app.api.as(await createSession(app, user.id)).post('/api/tokens', body)],
        [200, async () => (await createAdmin(app)).api.get('/api/users')],
      ];
      for (const [status, request] of requests) {
        const { api } = await createToken(app, { owner: user, assistant });
        const statements = await ask(status, () => request(api));
        expect(statements.length).toBeGreaterThan(1);
        expect(statements[0]).toMatch(CREDENTIAL_QUERY);
        expect(statements.filter((text) => CREDENTIAL_QUERY.test(text))).toHaveLength(1);
      }
    });
  });
});
