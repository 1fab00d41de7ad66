import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createServiceAccount } from '../factories/service-accounts.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Api } from '../support/api.js';
import { TestApp } from '../support/test-app.js';

interface Event {
  action: string;
  actor: { id: string | null };
  changes: { field: string; before: unknown; after: unknown }[];
}

/** Whoever loses something can read in the trail who took it. */
describe('the trail', () => {
  let app: TestApp;
  let admin: TestUser;
  let teamAdmin: TestUser;
  let editor: TestUser;
  let team: string;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
    teamAdmin = await createUser(app);
    editor = await createUser(app);
    team = await createTeam(app, [
      [teamAdmin, 'admin'],
      [editor, 'editor'],
    ]);
  });

  afterAll(() => app.close());

  async function read(by: Api, query = ''): Promise<Event[]> {
    const answer = await by.get(`/api/audit-events?limit=200${query}`);
    expect(answer.status).toBe(200);
    return answer.body._embedded['inf:audit-event'];
  }

  const ofTeam = (action: string) =>
    read(teamAdmin.api, `&subjectType=team&subjectId=${team}&action=${action}`);

  const move = (assistant: TestAssistant, ownerId: string) =>
    editor.api.patch(`/api/assistants/${assistant.id}`, { ownerId });

  it('tells the admins of a team that an assistant was moved out of it', async () => {
    const assistant = await createAssistant(app, { ownerId: team });

    expect((await move(assistant, editor.username)).status).toBe(200);

    expect(await ofTeam('team.assistant_left')).toMatchObject([
      {
        actor: { id: editor.username },
        changes: expect.arrayContaining([
          { field: 'assistantId', before: assistant.naturalId, after: null },
          { field: 'ownerId', before: team, after: editor.username },
        ]),
      },
    ]);
  });

  it('has no such event for a move of what belongs to no team, or stays', async () => {
    const own = await createAssistant(app, { ownerId: editor.username });
    const before = (await read(admin.api, '&action=team.assistant_left')).length;

    await move(own, team);
    await editor.api.patch(`/api/assistants/${own.id}`, { ownerId: team, name: 'New name' });

    expect(await read(admin.api, '&action=team.assistant_left')).toHaveLength(before);
  });

  it('tells the admins of a team that a service account was moved out of it', async () => {
    const account = await createServiceAccount(app, team);
    const other = await createTeam(app);

    const moved = await admin.api.patch(account.path, { teamId: other });

    expect(moved.status).toBe(200);
    expect(await ofTeam('team.service_account_left')).toMatchObject([
      {
        actor: { id: admin.username },
        changes: expect.arrayContaining([
          { field: 'serviceAccount', before: account.username, after: null },
          { field: 'teamId', before: team, after: other },
        ]),
      },
    ]);
  });

  it('tells the former owner of a token who took it, and the new one who gave it', async () => {
    const assistant = await createAssistant(app, { ownerId: team });
    const { id } = await createToken(app, { owner: editor, assistant });
    const account = await createServiceAccount(app, team);

    await admin.api.post('/api/tokens/_transfer', { ids: [id], toOwner: account.username });
    await admin.api.patch(`/api/tokens/${id}`, { notes: 'Not for the former owner' });

    const changes = [{ field: 'owner', before: editor.username, after: account.username }];
    const actor = expect.objectContaining({ id: admin.username });
    expect(await read(editor.api, `&subjectId=${id}`)).toMatchObject([
      { action: 'token.transferred', actor, changes },
    ]);
    expect(await read(teamAdmin.api, `&subjectId=${id}&action=token.received`)).toMatchObject([
      { actor, changes },
    ]);
  });

  it('of a deleted team is not shown to the admins of a new team with its id', async () => {
    const first = await createUser(app);
    const second = await createUser(app);
    const id = await createTeam(app, [[first, 'admin']], 'reused');
    await first.api.patch(`/api/teams/${id}`, { name: 'Private plans' });
    expect(await read(first.api)).not.toEqual([]);
    await admin.api.delete(`/api/teams/${id}`);
    app.clock.advance({ seconds: 1 });

    await admin.api.post('/api/teams', { id, name: 'Another team' });
    await admin.api.put(`/api/teams/${id}/members/${second.username}`, { role: 'admin' });

    const actions = (await read(second.api)).map(({ action }) => action);
    expect(actions).toEqual(['team.member_saved', 'team.created']);
  });
});
