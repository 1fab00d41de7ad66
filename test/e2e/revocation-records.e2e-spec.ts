import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import { createServiceAccount } from '../factories/service-accounts.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Api } from '../support/api.js';
import { QueryWatch } from '../support/query-watch.js';
import { expectNoChange } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const MANY = 3_000;

let app: TestApp;
let admin: TestUser;

beforeAll(async () => {
  app = await TestApp.start();
  admin = await createAdmin(app);
});

afterAll(() => app.close());

/** Who revoked the token, and when? */
async function whoRevoked(id: string, by: Api = admin.api) {
  const answer = await by.get(`/api/audit-events?action=token.revoked&subjectId=${id}`);
  expect(answer.status).toBe(200);
  return answer.body._embedded['inf:audit-event'] as object[];
}

const byAdmin = (more: object) => [
  expect.objectContaining({ actor: expect.objectContaining({ id: admin.username }), ...more }),
];

describe('the record of a revoked token', () => {
  it('is there when its assistant was deleted, and its owner may read it', async () => {
    const owner = await createUser(app);
    const assistant = await createAssistant(app, { ownerId: owner.username });
    const { id, api } = await createToken(app, {
      owner,
      assistant,
      columns: { chosenName: 'CRM' },
    });
    expect((await admin.api.delete(`/api/assistants/${assistant.id}`)).status).toBe(204);

    const expected = byAdmin({
      subject: expect.objectContaining({ type: 'token', id, name: 'CRM' }),
      assistantId: assistant.naturalId,
      reason: 'assistant_deleted',
    });
    expect(await whoRevoked(id)).toEqual(expected);
    expect(await whoRevoked(id, owner.api)).toEqual(expected);
    expect(await whoRevoked(id, (await createUser(app)).api)).toEqual([]);
    expect((await api.get('/api/audit-events')).status).toBe(401);
  });

  it('is there when its team was deleted', async () => {
    const owner = await createUser(app);
    const ownerId = await createTeam(app, [[owner, 'editor']]);
    const assistant = await createAssistant(app, { ownerId });
    const { id } = await createToken(app, { owner, assistant });
    expect((await admin.api.delete(`/api/teams/${ownerId}`)).status).toBe(204);
    expect(await whoRevoked(id)).toEqual(
      byAdmin({ assistantId: assistant.naturalId, reason: 'assistant_deleted' }),
    );
  });

  it('is there when its user was deleted, and an admin of the team may read it', async () => {
    const owner = await createUser(app);
    const teamAdmin = await createUser(app);
    const ownerId = await createTeam(app, [
      [owner, 'editor'],
      [teamAdmin, 'admin'],
    ]);
    const assistant = await createAssistant(app, { ownerId });
    const { id } = await createToken(app, { owner, assistant });
    const personal = await createToken(app, { owner });
    expect((await admin.api.delete(`/api/users/${owner.username}`)).status).toBe(204);
    const expected = byAdmin({ assistantId: assistant.naturalId, reason: 'user_deleted' });
    expect(await whoRevoked(id)).toEqual(expected);
    expect(await whoRevoked(id, teamAdmin.api)).toEqual(expected);
    expect(await whoRevoked(personal.id)).toEqual(
      byAdmin({ assistantId: null, reason: 'user_deleted' }),
    );
  });

  it('is there when its service account was deleted', async () => {
    const ownerId = await createTeam(app);
    const assistant = await createAssistant(app, { ownerId });
    const account = await createServiceAccount(app, ownerId);
    const { id } = await createToken(app, { owner: account, assistant });
    expect((await admin.api.delete(account.path)).status).toBe(204);
    expect(await whoRevoked(id)).toEqual(
      byAdmin({ assistantId: assistant.naturalId, reason: 'user_deleted' }),
    );
  });

  it('is there when all tokens of its user were ended', async () => {
    const owner = await createUser(app);
    const { id } = await createToken(app, { owner });
    const answer = await admin.api.patch(`/api/users/${owner.username}`, { endTokens: true });
    expect(answer.status).toBe(200);
    expect(await whoRevoked(id)).toEqual(byAdmin({ reason: null }));
  });

  it('is there when a retired secret revoked it, by the service itself', async () => {
    const owner = await createUser(app);
    const token = await createToken(app, { owner, columns: { onReuse: 'revoke' } });
    expect((await token.api.post('/api/tokens/self/_rotate')).status).toBe(200);
    expect((await token.api.get('/api/auth/session')).status).toBe(401);
    expect(await whoRevoked(token.id)).toEqual([
      expect.objectContaining({
        actor: expect.objectContaining({ type: 'system', id: null }),
        reason: 'reused',
      }),
    ]);
  });

  it('is not there twice for a token that was revoked before', async () => {
    const owner = await createUser(app);
    const { id } = await createToken(app, { owner });
    expect((await owner.api.delete(`/api/tokens/${id}`)).status).toBe(204);
    expect((await admin.api.delete(`/api/users/${owner.username}`)).status).toBe(204);
    expect(await whoRevoked(id)).toEqual([
      expect.objectContaining({ actor: expect.objectContaining({ id: owner.username }) }),
    ]);
  });

  it('is not there when the deletion was refused', async () => {
    const owner = await createUser(app);
    const { id } = await createToken(app, { owner });
    const stranger = await createUser(app);
    const request = () => stranger.api.delete(`/api/users/${owner.username}`);
    expect((await expectNoChange(app, request)).status).toBe(404);
    expect(await whoRevoked(id)).toEqual([]);
  });

  it('costs few statements when an assistant has many tokens', async () => {
    const owner = await createUser(app);
    const assistant = await createAssistant(app, { ownerId: owner.username });
    await app.dataSource.query(
      `INSERT INTO tokens (id, type, user_id, username, assistant_id, hint, created_at)
       SELECT gen_random_uuid(), 'assistant', id, username, $2, 'i5t_000000…', now()
       FROM users, generate_series(1, ${MANY}) WHERE username = $1`,
      [owner.username, assistant.id],
    );
    const statements = await new QueryWatch(app).during(() =>
      admin.api.delete(`/api/assistants/${assistant.id}`),
    );
    expect(statements.filter((text) => text.includes('INSERT INTO audit_events'))).toHaveLength(4);
    const [{ count }] = await app.dataSource.query<[{ count: number }]>(
      `SELECT count(DISTINCT subject_id)::int AS count FROM audit_events
       WHERE action = 'token.revoked' AND assistant_uuid = $1`,
      [assistant.id],
    );
    expect(count).toBe(MANY);
  });
});
