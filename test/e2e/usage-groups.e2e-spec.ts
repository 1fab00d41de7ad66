import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deriveChild } from '../factories/children.factory.js';
import { createServiceAccount } from '../factories/service-accounts.factory.js';
import { createTeamAssistant } from '../factories/team-assistant.factory.js';
import type { TeamAssistant } from '../factories/team-assistant.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { Api } from '../support/api.js';
import { startChat } from '../support/chat-scene.js';
import { MODEL_USAGE, ModelServer } from '../support/model-server.js';
import { TestApp } from '../support/test-app.js';

const { prompt_tokens: INPUT } = MODEL_USAGE;

interface Group {
  key: string | null;
  name: string | null;
  inputTokens: number;
}

describe('usage in groups', () => {
  let model: ModelServer;
  let app: TestApp;
  let team: TeamAssistant;
  let token: TestToken;
  let path: string;

  beforeAll(async () => {
    model = await ModelServer.start();
    app = await TestApp.start({ env: model.env });
    team = await createTeamAssistant(app);
    const { owner, assistant, viewer } = team;
    token = await createToken(app, { owner, assistant, columns: { notes: 'Production' } });
    path = `/api/assistants/${assistant.id}/usage`;
    const ada = await deriveChild(app, token, { label: 'Ada' });
    for (const asking of [ada, await deriveChild(app, token, { label: 'Ada' })]) {
      await startChat(asking);
    }
    await startChat(await deriveChild(app, token, { label: `${'ß'.repeat(199)}z` }));
    await startChat(token);
    await startChat(viewer, { assistantId: assistant.id });
  });

  afterAll(async () => {
    await app.close();
    await model.stop();
  });

  async function groupsOf(by: string, api = team.owner.api, from = path) {
    const { body } = await api.get(`${from}?groupBy=${by}`);
    return (body.groups as Group[])
      .map(({ key, name, inputTokens }) => [key, name, inputTokens / INPUT])
      .sort((a, b) => Number(b[2]) - Number(a[2]) || String(a[0]).localeCompare(String(b[0])));
  }

  it('are those of the subjects: the labels of child tokens', async () => {
    const long = `${'ß'.repeat(199)}z`;
    expect(await groupsOf('subject')).toEqual([
      ['Ada', 'Ada', 2],
      [null, null, 2],
      [long, long, 1],
    ]);
    expect(await groupsOf('subject', token.api, '/api/tokens/self/usage')).toEqual([
      ['Ada', 'Ada', 2],
      [null, null, 1],
      [long, long, 1],
    ]);
  });

  it('are those of tokens, and of sessions without one', async () => {
    expect(await groupsOf('token')).toEqual([
      [token.id, 'Production', 4],
      [null, null, 1],
    ]);
  });

  it('are those of owners', async () => {
    const { owner, viewer } = team;
    expect(await groupsOf('owner')).toEqual([
      [owner.username, expect.any(String), 4],
      [viewer.username, expect.any(String), 1],
    ]);
  });

  it('are those of the assistants of a user', async () => {
    const { owner, assistant } = team;
    expect(await groupsOf('assistant', owner.api, `/api/users/${owner.username}/usage`)).toEqual([
      [assistant.id, assistant.naturalId, 4],
    ]);
  });

  it('come in pages', async () => {
    const first = await team.owner.api.get(`${path}?groupBy=subject&limit=2`);
    expect(first.body).toMatchObject({ start: 0, count: 2, total: 3, totals: { inputTokens: 35 } });
    const second = await team.owner.api.get(first.body._links.next.href as string);
    expect(second.body).toMatchObject({ start: 2, count: 1, total: 3 });
    expect(second.body._links).not.toHaveProperty('next');
    const back = await team.owner.api.get(second.body._links.prev.href as string);
    expect(back.body.groups).toEqual(first.body.groups);
    const keys = [...first.body.groups, ...second.body.groups].map(({ key }: Group) => key);
    expect(new Set(keys).size).toBe(3);
  });

  it('are refused by an unknown name or a cursor of other groups', async () => {
    const api = team.owner.api;
    const { body } = await api.get(`${path}?groupBy=subject&limit=1`);
    const { cursor } = Object.fromEntries(
      new URL(body._links.next.href as string, 'http://localhost').searchParams,
    );
    expect((await api.get(`${path}?groupBy=token&cursor=${cursor}`)).body.code).toBe(
      'invalid_cursor',
    );
    expect((await api.get(`${path}?groupBy=day`)).body.code).toBe('validation_failed');
  });

  it('are empty, but there, for a period without usage', async () => {
    const { body } = await team.owner.api.get(
      `${path}?groupBy=token&from=2020-01-01&to=2020-01-02`,
    );
    expect(body).toMatchObject({ groups: [], start: 0, count: 0, total: 0 });
  });

  describe('show a reader of the assistant', () => {
    it('only what the reader used', async () => {
      const { viewer } = team;
      expect(await groupsOf('owner', viewer.api)).toEqual([
        [viewer.username, expect.any(String), 1],
      ]);
      const { body } = await viewer.api.get(path);
      expect(body).toMatchObject({
        assistantId: team.assistant.id,
        totals: { inputTokens: INPUT },
      });
    });

    it.each<[string, () => Promise<Api> | Api]>([
      ['another writer', () => team.editor.api],
      ['an admin', async () => (await createAdmin(app)).api],
    ])('everything if it is %s', async (_name, apiOf) => {
      expect(await groupsOf('owner', await apiOf())).toHaveLength(2);
    });

    it('nothing if they may not see it', async () => {
      expect((await (await createUser(app)).api.get(path)).status).toBe(404);
    });
  });

  it('are those of a service account, for those who manage it', async () => {
    const [teamId = ''] = team.assistant.naturalId.split(':');
    const account = await createServiceAccount(app, teamId);
    const manager = await createAdmin(app);
    const own = `/api/users/${account.username}/usage`;
    await startChat(await createToken(app, { owner: account, assistant: team.assistant }));

    const { body } = await manager.api.get(own);
    expect(body).toMatchObject({ username: account.username, totals: { inputTokens: INPUT } });
    expect(body._links['inf:service-account'].href).toContain(account.username);
    expect((await team.editor.api.get(own)).body).toMatchObject({ code: 'not_found' });
    expect(await groupsOf('owner', manager.api)).toHaveLength(3);
  });
});
