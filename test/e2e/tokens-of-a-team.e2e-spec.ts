import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createServiceAccount } from '../factories/service-accounts.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { storedTokens } from '../support/database-rows.js';
import { TestApp } from '../support/test-app.js';

const ROUTES = ['_revoke', '_pause', '_resume'] as const;

describe('the tokens of a team', () => {
  let app: TestApp;
  let admin: TestUser;
  let teamAdmin: TestUser;
  let editor: TestUser;
  let viewer: TestUser;
  let stranger: TestUser;
  let teamId: string;
  let assistant: TestAssistant;
  let second: TestAssistant;
  /** Of others, for assistants of others. */
  let foreign: TestToken;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
    [teamAdmin, editor, viewer, stranger] = await Promise.all([
      createUser(app),
      createUser(app),
      createUser(app),
      createUser(app),
    ]);
    teamId = await createTeam(app, [
      [teamAdmin, 'admin'],
      [editor, 'editor'],
      [viewer, 'viewer'],
    ]);
    assistant = await createAssistant(app, { ownerId: teamId });
    second = await createAssistant(app, { ownerId: teamId });
    foreign = await createToken(app, {
      owner: stranger,
      assistant: await createAssistant(app, { ownerId: stranger.username }),
    });
  });

  afterAll(() => app.close());

  /** Tokens for both assistants, of the editor, the viewer and a service account. */
  async function makeTokens() {
    const account = await createServiceAccount(app, teamId);
    return {
      account,
      ofEditor: await createToken(app, { owner: editor, assistant }),
      ofViewer: await createToken(app, { owner: viewer, assistant: second }),
      ofAccount: await createToken(app, { owner: account, assistant }),
      personal: await createToken(app, { owner: account }),
      ofEditorAlone: await createToken(app, { owner: editor }),
    };
  }

  const idsOf = (tokens: TestToken[]) => tokens.map(({ id }) => id).sort();
  async function list({ api }: TestUser, query: string): Promise<string[]> {
    const { status, body } = await api.get(`/api/tokens?limit=200&${query}`);
    expect(status).toBe(200);
    const ids = (body._embedded['inf:token'] as { id: string }[]).map(({ id }) => id);
    expect(body.total).toBe(ids.length);
    return ids.sort();
  }
  const removeAll = () => app.dataSource.query('DELETE FROM tokens WHERE id <> $1', [foreign.id]);

  it('are shown to nobody from outside, and to a viewer only the own ones', async () => {
    const { ofViewer } = await makeTokens();

    expect(await list(stranger, `teamId=${teamId}`)).toEqual([]);
    expect(await list(viewer, `teamId=${teamId}`)).toEqual([ofViewer.id]);
    expect(await list(teamAdmin, 'teamId=nobody')).toEqual([]);
    expect(await list(teamAdmin, '')).toEqual([]);
    expect(await list(teamAdmin, `assistantId=${assistant.id}`)).toEqual([]);
    await removeAll();
  });

  it('are shown to its editors without those of the service accounts', async () => {
    const { ofEditor, ofViewer, ofAccount } = await makeTokens();

    expect(await list(editor, `teamId=${teamId}`)).toEqual(idsOf([ofEditor, ofViewer, ofAccount]));
    expect(await list(editor, `teamId=${teamId}&assistantId=${second.id}`)).toEqual([ofViewer.id]);
    await removeAll();
  });

  it('are shown to its admins, whoever owns them, with every other filter', async () => {
    const { account, ofEditor, ofViewer, ofAccount, personal } = await makeTokens();
    const all = idsOf([ofEditor, ofViewer, ofAccount, personal]);

    expect(await list(teamAdmin, `teamId=${teamId}`)).toEqual(all);
    expect(await list(admin, `teamId=${teamId}`)).toEqual(all);
    expect(await list(teamAdmin, `teamId=${teamId}&ownerId=${viewer.username}`)).toEqual([
      ofViewer.id,
    ]);
    expect(await list(teamAdmin, `teamId=${teamId}&username=${account.username}`)).toEqual(
      idsOf([ofAccount, personal]),
    );
    expect(await list(teamAdmin, `teamId=${teamId}&type=personal`)).toEqual([personal.id]);
    await removeAll();
  });

  it('are out of reach again once the role is gone', async () => {
    const former = await createUser(app);
    const path = `/api/teams/${teamId}/members/${former.username}`;
    await admin.api.put(path, { role: 'admin' });
    const tokens = await makeTokens();
    expect(await list(former, `teamId=${teamId}`)).toHaveLength(4);
    await admin.api.delete(path);

    expect(await list(former, `teamId=${teamId}`)).toEqual([]);
    const body = { filter: { teamId }, expectedCount: 4 };
    expect((await former.api.post('/api/tokens/_revoke', body)).body.code).toBe('count_changed');
    expect((await admin.api.get(`/api/tokens/${tokens.ofEditor.id}`)).body.status).toBe('active');
    await removeAll();
  });

  describe.each(ROUTES)('with %s', (route) => {
    const path = `/api/tokens/${route}`;

    it('are refused to a stranger and to a viewer', async () => {
      const { ofViewer } = await makeTokens();
      const before = await storedTokens(app);
      for (const [user, filter] of [
        [stranger, { teamId }],
        [viewer, { teamId }],
        [stranger, { assistantId: assistant.id }],
        [viewer, { ownerId: editor.username }],
      ] as const) {
        const answer = await user.api.post(path, { filter, expectedCount: 4 });
        expect([answer.status, answer.body.code]).toEqual([409, 'count_changed']);
      }
      expect(await storedTokens(app)).toEqual(before);
      expect(await list(viewer, `teamId=${teamId}`)).toEqual([ofViewer.id]);
      await removeAll();
    });

    it.each([
      ['the team', () => ({ teamId }), 4],
      ['an assistant of the team', () => ({ teamId, assistantId: assistant.naturalId }), 2],
      ['a member', () => ({ teamId, ownerId: viewer.username }), 1],
    ])('change everything of %s for an admin of it', async (_name, filterOf, expectedCount) => {
      const { personal, ofEditorAlone } = await makeTokens();
      if (route === '_resume') {
        await teamAdmin.api.post('/api/tokens/_pause', { filter: { teamId }, expectedCount: 4 });
      }
      const selected = await list(
        teamAdmin,
        new URLSearchParams(filterOf() as Record<string, string>).toString(),
      );
      const { status, body } = await teamAdmin.api.post(path, {
        filter: filterOf(),
        expectedCount,
      });

      expect(status).toBe(200);
      const results = body.results as { id: string; code: string | null }[];
      expect(results.map(({ id }) => id).sort()).toEqual(selected);
      expect(results.map(({ code }) => code)).toEqual(selected.map(() => null));
      expect(selected.includes(personal.id)).toBe(expectedCount === 4);
      for (const { id } of [foreign, ofEditorAlone]) {
        expect((await admin.api.get(`/api/tokens/${id}`)).body.status).toBe('active');
      }
      await removeAll();
    });

    it('change everything of a service account for an admin of its team', async () => {
      const { account, ofAccount, personal } = await makeTokens();
      const body = { filter: { ownerId: account.username }, expectedCount: 2 };
      const answer = await teamAdmin.api.post(path, body);

      expect(answer.status).toBe(200);
      const results = answer.body.results as { id: string; code: string | null }[];
      expect(results.map(({ id }) => id).sort()).toEqual(idsOf([ofAccount, personal]));
      expect(results.every(({ code }) => code === null)).toBe(true);
      await removeAll();
    });
  });

  it('tells how many tokens match when the count is another one', async () => {
    await makeTokens();
    const body = { filter: { teamId }, expectedCount: 0 };
    const answer = await teamAdmin.api.post('/api/tokens/_revoke', body);
    expect(answer.body.message ?? answer.body.detail).toContain('4 tokens');
    await removeAll();
  });
});
