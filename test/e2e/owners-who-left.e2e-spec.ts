import { afterAll, beforeEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createServiceAccount } from '../factories/service-accounts.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { TestApp } from '../support/test-app.js';

describe('tokens of people who left the team', () => {
  let app: TestApp;
  let admin: TestUser;
  let leaver: TestUser;
  let stayer: TestUser;
  let teamId: string;
  let assistant: TestAssistant;
  let token: TestToken;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
  });

  beforeEach(async () => {
    await app.dataSource.query('DELETE FROM tokens');
    leaver = await createUser(app);
    stayer = await createUser(app);
    teamId = await createTeam(app, [
      [leaver, 'editor'],
      [stayer, 'admin'],
    ]);
    assistant = await createAssistant(app, { ownerId: teamId, shared: true });
    token = await createToken(app, { owner: leaver, assistant });
    await createToken(app, { owner: stayer, assistant });
    await createToken(app, { owner: leaver });
    await createToken(app, { owner: admin, assistant });
  });

  afterAll(() => app.close());

  const member = ({ username }: TestUser) => `/api/teams/${teamId}/members/${username}`;
  const leave = (user: TestUser) => admin.api.delete(member(user));
  async function found(query = 'ownerLeft=true', { api } = admin): Promise<string[]> {
    const { status, body } = await api.get(`/api/tokens?${query}`);
    expect(status).toBe(200);
    return (body._embedded['inf:token'] as { id: string }[]).map(({ id }) => id);
  }
  async function card({ api } = admin): Promise<{ count: number; href: string }> {
    const { count, _links } = (await api.get('/api/tokens/_summary')).body.ownerLeft;
    return { count, href: _links.self.href as string };
  }

  it('are none while everybody is there', async () => {
    expect(await found()).toEqual([]);
    expect((await card()).count).toBe(0);
    expect(await found('ownerLeft=false')).toHaveLength(4);
  });

  it('are found and counted once the owner left, and listed by the link of the card', async () => {
    expect((await leave(leaver)).status).toBe(204);

    expect(await found()).toEqual([token.id]);
    expect(await found('ownerLeft=false')).toHaveLength(3);
    const { count, href } = await card();
    expect(count).toBe(1);
    expect((await admin.api.get(href)).body._embedded['inf:token']).toMatchObject([
      { id: token.id },
    ]);
    expect(await found(`ownerLeft=true&teamId=${teamId}`, stayer)).toEqual([token.id]);
  });

  it('are shown to nobody who could not list them', async () => {
    await leave(leaver);
    const stranger = await createUser(app);

    expect(await found('ownerLeft=true', stranger)).toEqual([]);
    expect(await found('ownerLeft=true', stayer)).toEqual([]);
    expect((await card(stranger)).count).toBe(0);
    expect((await card(leaver)).count).toBe(1);
  });

  it('are no longer counted when the owner comes back or the token is revoked', async () => {
    await leave(leaver);
    await admin.api.put(member(leaver), { role: 'viewer' });
    expect(await found()).toEqual([]);

    await leave(leaver);
    expect((await card()).count).toBe(1);
    await admin.api.delete(`/api/tokens/${token.id}`);
    expect((await card()).count).toBe(0);
    expect(await found()).toEqual([token.id]);
  });

  it('include suspended ones, for an assistant that is not shared', async () => {
    const own = await createAssistant(app, { ownerId: teamId });
    const suspended = await createToken(app, { owner: leaver, assistant: own });
    await leave(leaver);

    expect((await card()).count).toBe(2);
    expect(await found('ownerLeft=true&status=suspended')).toEqual([suspended.id]);
  });

  it('are all paused by the filter of the card', async () => {
    await leave(leaver);
    const filter = { status: 'active', ownerLeft: true };
    const body = { filter, expectedCount: 1, reason: 'The owner left' };
    expect((await admin.api.post('/api/tokens/_pause', body)).body.results).toEqual([
      { id: token.id, status: 'paused', code: null },
    ]);
  });

  it('are not those of service accounts, nor of a deleted user', async () => {
    const account = await createServiceAccount(app, teamId);
    await createToken(app, { owner: account, assistant });
    const other = await createTeam(app, [[stayer, 'admin']]);
    expect((await admin.api.patch(account.path, { teamId: other })).status).toBe(200);
    expect(await found()).toEqual([]);

    expect((await admin.api.delete(`/api/users/${leaver.username}`)).status).toBe(204);
    expect(await found()).toEqual([]);
    expect(
      await app.dataSource.query('SELECT * FROM team_departures WHERE team_id = $1', [teamId]),
    ).toEqual([]);
  });

  it('end with the team', async () => {
    await leave(leaver);
    expect((await admin.api.delete(`/api/teams/${teamId}`)).status).toBe(204);
    expect(await found()).toEqual([]);
    expect(
      await app.dataSource.query('SELECT * FROM team_departures WHERE team_id = $1', [teamId]),
    ).toEqual([]);
  });

  it.each(['maybe', '1', ''])('refuse the value %j', async (value) => {
    const answer = await admin.api.get(`/api/tokens?ownerLeft=${value}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
  });
});
