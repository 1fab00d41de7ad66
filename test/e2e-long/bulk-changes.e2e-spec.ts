import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/platform/ids/id.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createServiceAccount } from '../factories/service-accounts.factory.js';
import { createTeamAssistant } from '../factories/team-assistant.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken, createTokens } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { createWebhook } from '../factories/webhooks.factory.js';
import type { Answer } from '../support/api.js';
import { auditedActions, storedTokens } from '../support/database-rows.js';
import { TestApp } from '../support/test-app.js';

const DONE = { _revoke: 'revoked', _pause: 'paused', _resume: 'resumed' } as const;
type Route = keyof typeof DONE;
const ROUTES = Object.keys(DONE) as Route[];

describe('changing many tokens', () => {
  let app: TestApp;
  let admin: TestUser;
  let owner: TestUser;
  let editor: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
    ({ owner, editor, assistant } = await createTeamAssistant(app));
  });

  afterAll(() => app.close());

  const own = (columns: object = {}) => createToken(app, { owner, assistant, columns });
  const pathOf = (route: Route) => `/api/tokens/${route}`;
  const idsOf = (tokens: TestToken[]) => tokens.map(({ id }) => id);
  const statusOf = async (id: string) =>
    (await admin.api.get(`/api/tokens/${id}`)).body.status as string;
  const resultsOf = ({ status, body }: Answer) => {
    expect(status).toBe(200);
    return body.results as { id: string; status: string; code: string | null }[];
  };

  describe.each(ROUTES)('with %s', (route) => {
    it.each<[string, object]>([
      ['nothing selected', {}],
      ['ids and a filter', { ids: [newId()], filter: {}, expectedCount: 1 }],
      ['a filter without a count', { filter: { type: 'personal' } }],
      ['an id that is none', { ids: ['one'] }],
      [
        'an id twice',
        { ids: Array.from({ length: 2 }, () => '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60') },
      ],
      ['no ids', { ids: [] }],
      ['too many ids', { ids: Array.from({ length: 10_001 }, newId) }],
      ['an unknown filter', { filter: { color: 'red' }, expectedCount: 1 }],
      ['a filter that is no object', { filter: 'all', expectedCount: 1 }],
      ['a wrong value in the filter', { filter: { type: 'child' }, expectedCount: 1 }],
    ])('refuses %s', async (_name, body) => {
      const before = await storedTokens(app);
      const answer = await admin.api.post(pathOf(route), body);
      expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
      expect(await storedTokens(app)).toEqual(before);
    });

    it('answers for each token, and leaves alone what the caller may not change', async () => {
      const token = await own();
      const unknown = newId();
      const personal = await createToken(app, { owner: editor });
      if (route === '_resume') await owner.api.post(`/api/tokens/${token.id}/_pause`);
      const ids = [unknown, token.id, personal.id];

      expect(resultsOf(await owner.api.post(pathOf(route), { ids }))).toEqual([
        { id: unknown, status: 'refused', code: 'not_found' },
        { id: token.id, status: DONE[route], code: null },
        { id: personal.id, status: 'refused', code: 'not_found' },
      ]);
      expect(await statusOf(personal.id)).toBe('active');
      expect(await statusOf(token.id)).toBe(route === '_resume' ? 'active' : DONE[route]);
    });

    it('changes nothing when the filter matches another number', async () => {
      const user = await createUser(app);
      const tokens = await createTokens(app, 3, { owner: user });
      const before = await storedTokens(app);
      for (const expectedCount of [2, 4]) {
        const body = { filter: { ownerId: user.username }, expectedCount };
        const answer = await admin.api.post(pathOf(route), body);
        expect([answer.status, answer.body.code]).toEqual([409, 'count_changed']);
      }
      expect(await storedTokens(app)).toEqual(before);
      const body = { filter: { ownerId: user.username }, expectedCount: 3 };
      const results = resultsOf(await admin.api.post(pathOf(route), body));
      expect(results.map(({ id }) => id).sort()).toEqual(idsOf(tokens).sort());
    });

    it('selects only tokens that the caller can list by a filter', async () => {
      const user = await createUser(app);
      await createTokens(app, 2, { owner: user });
      const body = { filter: { ownerId: user.username }, expectedCount: 0 };
      expect(resultsOf(await owner.api.post(pathOf(route), body))).toEqual([]);
    });

    it('is recorded once for each token, however often it is sent', async () => {
      const tokens = await createTokens(app, 5, { owner, assistant });
      if (route === '_resume') await owner.api.post(pathOf('_pause'), { ids: idsOf(tokens) });
      const answers = await Promise.all(
        [owner, editor, admin].map(({ api }, i) =>
          api.post(pathOf(route), { ids: i % 2 ? idsOf(tokens) : idsOf(tokens).toReversed() }),
        ),
      );
      for (const answer of answers) {
        expect(resultsOf(answer).map(({ status }) => status)).toEqual(
          tokens.map(() => DONE[route]),
        );
      }
      for (const { id } of tokens) {
        const actions = (await auditedActions(app, id)).filter(
          (one) => one === `token.${DONE[route]}`,
        );
        expect(actions).toHaveLength(1);
      }
    });
  });

  it('pauses everything of an assistant, with the reason and an event for each', async () => {
    const { assistant: of, editor: writer } = await createTeamAssistant(app);
    const tokens = await createTokens(app, 3, { owner: writer, assistant: of });
    await createWebhook(app, { assistant: of, events: ['token.paused'] });
    const body = {
      filter: { assistantId: of.naturalId, status: 'active' },
      expectedCount: 3,
      reason: 'Under investigation',
    };
    resultsOf(await admin.api.post('/api/tokens/_pause', body));

    for (const { id, secret } of tokens) {
      expect((await admin.api.get(`/api/tokens/${id}`)).body.pausedReason).toBe(body.reason);
      expect((await app.api.as(secret).get('/api/auth/session')).status).toBe(401);
    }
    const events = await app.dataSource.query<{ data: object }[]>(
      `SELECT data FROM webhook_deliveries WHERE event = 'token.paused' AND data ->> 'tokenId' = ANY($1)`,
      [idsOf(tokens)],
    );
    expect(events).toHaveLength(3);
  });

  it('refuses to pause what has ended', async () => {
    const ended = await own({ revokedAt: new Date(0) });
    expect(resultsOf(await owner.api.post('/api/tokens/_pause', { ids: [ended.id] }))).toEqual([
      { id: ended.id, status: 'refused', code: 'token_not_active' },
    ]);
  });

  it('changes everything of a service account, for its manager', async () => {
    const manager = await createUser(app);
    const account = await createServiceAccount(app, await createTeam(app, [[manager, 'admin']]));
    const [{ id }, personal] = [
      await createToken(app, { owner: account, assistant }),
      await createToken(app, { owner: account }),
    ];
    const body = { filter: { ownerId: account.username }, expectedCount: 2 };

    expect(resultsOf(await editor.api.post('/api/tokens/_revoke', { ids: [personal.id] }))).toEqual(
      [{ id: personal.id, status: 'refused', code: 'not_found' }],
    );
    const results = resultsOf(await manager.api.post('/api/tokens/_revoke', body));
    expect(results.map(({ code }) => code)).toEqual([null, null]);
    expect([await statusOf(id), await statusOf(personal.id)]).toEqual(['revoked', 'revoked']);
  });

  it('takes 10,000 ids', async () => {
    const ids = Array.from({ length: 10_000 }, () => newId());
    const results = resultsOf(await owner.api.post('/api/tokens/_revoke', { ids }));
    expect(results).toHaveLength(10_000);
  });
});
