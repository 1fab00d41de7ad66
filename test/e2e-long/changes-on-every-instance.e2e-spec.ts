import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTeamAssistant } from '../factories/team-assistant.factory.js';
import type { TeamAssistant } from '../factories/team-assistant.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { closeInstances, startInstances } from '../support/instances.js';
import type { TestApp } from '../support/test-app.js';

interface Scene extends TeamAssistant {
  token: TestToken;
  teamId: string;
}

type Change = (scene: Scene, api: Api) => Promise<Answer>;

describe('a change on one instance', () => {
  let instances: TestApp[];
  let writer: TestApp;
  let admin: TestUser;

  beforeAll(async () => {
    instances = await startInstances(3);
    [writer] = instances as [TestApp];
    admin = await createAdmin(writer);
  });

  afterAll(() => closeInstances(instances));

  async function setScene(): Promise<Scene> {
    const scene = await createTeamAssistant(writer);
    const token = await createToken(writer, { owner: scene.owner, assistant: scene.assistant });
    const [teamId = ''] = scene.assistant.naturalId.split(':');
    return { ...scene, token, teamId };
  }

  const askAll = (ask: (instance: TestApp) => Promise<Answer>) => Promise.all(instances.map(ask));

  /** On the writing instance after its response, and on the others after the announcement. */
  async function eachSees(ask: (instance: TestApp) => Promise<Answer>, seen: object) {
    expect(await ask(writer)).toMatchObject(seen);
    await Promise.all(instances.map((instance) => instance.caughtUp()));
    for (const answer of await askAll(ask)) expect(answer).toMatchObject(seen);
  }

  const refused = { status: 401, body: { code: 'invalid_token' } };
  const forbidden = (code: string) => ({ status: 403, body: { code } });

  it.each<[string, Change, (scene: Scene) => string, object]>([
    [
      'a token that is revoked',
      ({ token }, api) => api.delete(`/api/tokens/${token.id}`),
      () => '/api/auth/session',
      refused,
    ],
    [
      'a token that is rotated away',
      ({ token }, api) => api.as(token.secret).post('/api/tokens/self/_rotate'),
      () => '/api/auth/session',
      refused,
    ],
    [
      'a token that is bound to another address',
      ({ token, owner }, api) =>
        api.as(owner.session).patch(`/api/tokens/${token.id}`, {
          restrict: 'cidr',
          cidr: '192.0.2.0/24',
        }),
      () => '/api/auth/session',
      forbidden('address_not_allowed'),
    ],
    [
      'a token that becomes read-only',
      ({ token, owner }, api) =>
        api.as(owner.session).patch(`/api/tokens/${token.id}`, { readOnly: true }),
      () => '/api/auth/session',
      { status: 200, body: { readOnly: true } },
    ],
    [
      'an owner who is disabled',
      ({ owner }, api) => api.patch(`/api/users/${owner.username}`, { disabled: true }),
      () => '/api/auth/session',
      refused,
    ],
    [
      'an owner who is deleted',
      ({ owner }, api) => api.delete(`/api/users/${owner.username}`),
      () => '/api/auth/session',
      refused,
    ],
    [
      'an owner with another name',
      ({ owner }, api) => api.patch(`/api/users/${owner.username}`, { displayName: 'Renamed' }),
      () => '/api/auth/session',
      { status: 200, body: { displayName: 'Renamed' } },
    ],
    [
      'a seat that is taken away',
      ({ owner }, api) => api.post('/api/ai-seats/_unassign', { usernames: [owner.username] }),
      ({ assistant }) => `/api/assistants/${assistant.id}`,
      forbidden('seat_required'),
    ],
    [
      'an assistant that is deleted',
      ({ assistant }, api) => api.delete(`/api/assistants/${assistant.id}`),
      () => '/api/auth/session',
      refused,
    ],
    [
      'an assistant that is renamed',
      ({ assistant }, api) => api.patch(`/api/assistants/${assistant.id}`, { slug: 'renamed' }),
      ({ assistant }) => `/api/assistants/${assistant.naturalId}`,
      forbidden('insufficient_scope'),
    ],
    [
      'an assistant that is moved to another owner',
      ({ assistant }, api) =>
        api.patch(`/api/assistants/${assistant.id}`, { ownerId: admin.username }),
      ({ assistant }) => `/api/assistants/${assistant.id}`,
      forbidden('forbidden'),
    ],
    [
      'an owner who leaves the team',
      ({ owner, teamId }, api) => api.delete(`/api/teams/${teamId}/members/${owner.username}`),
      ({ assistant }) => `/api/assistants/${assistant.id}`,
      forbidden('forbidden'),
    ],
    [
      'a team that is deleted',
      ({ teamId }, api) => api.delete(`/api/teams/${teamId}`),
      () => '/api/auth/session',
      refused,
    ],
  ])('holds on every instance: %s', async (_what, change, pathOf, seen) => {
    const scene = await setScene();
    const ask = ({ api }: TestApp) => api.as(scene.token.secret).get(pathOf(scene));
    for (const answer of await askAll(ask)) expect(answer.status).toBe(200);

    expect((await change(scene, admin.api)).status).toBeLessThan(300);

    await eachSees(ask, seen);
  });

  it('holds on every instance: a session that is closed', async () => {
    const { session, api } = await createUser(writer);
    const ask = (instance: TestApp) => instance.api.as(session).get('/api/auth/session');
    for (const { status } of await askAll(ask)) expect(status).toBe(200);
    expect((await api.post('/api/auth/logout')).status).toBe(204);
    await eachSees(ask, refused);
  });

  it('holds on every instance: permissions that are taken away, and given back', async () => {
    const user = await createUser(writer);
    const ask = (instance: TestApp) => instance.api.as(user.session).get('/api/auth/session');
    await askAll(ask);
    const path = `/api/users/${user.username}`;
    await admin.api.patch(path, { permissions: [] });
    await eachSees(ask, { status: 200, body: { permissions: [] } });
    await admin.api.patch(path, { permissions: ['audit:read'] });
    await eachSees(ask, { status: 200, body: { permissions: ['audit:read'] } });
  });

  it('holds on every instance: a user who is enabled again', async () => {
    const { owner, token } = await setScene();
    const ask = (instance: TestApp) => instance.api.as(token.secret).get('/api/auth/session');
    const path = `/api/users/${owner.username}`;
    await admin.api.patch(path, { disabled: true });
    await eachSees(ask, refused);
    await admin.api.patch(path, { disabled: false });
    await eachSees(ask, { status: 200 });
  });

  it('holds on every instance: a change by hand in the database', async () => {
    const { owner, token } = await setScene();
    const ask = (instance: TestApp) => instance.api.as(token.secret).get('/api/auth/session');
    for (const { status } of await askAll(ask)) expect(status).toBe(200);
    await writer.dataSource.query('UPDATE users SET disabled = true WHERE id = $1', [owner.id]);
    await writer.caughtUp();
    await eachSees(ask, refused);
  });

  it('ends by the clock, without any announcement', async () => {
    const { owner, assistant } = await setScene();
    const expiresAt = new Date(writer.clock.now().getTime() + 60_000);
    const { secret } = await createToken(writer, { owner, assistant, columns: { expiresAt } });
    const ask = (instance: TestApp) => instance.api.as(secret).get('/api/auth/session');
    for (const { status } of await askAll(ask)) expect(status).toBe(200);
    for (const { clock } of instances) clock.advance({ seconds: 61 });
    for (const answer of await askAll(ask)) expect(answer).toMatchObject(refused);
  });

  it('ends with its overlap, by the clock', async () => {
    const { token } = await setScene();
    const ask = (instance: TestApp) => instance.api.as(token.secret).get('/api/auth/session');
    await token.api.post('/api/tokens/self/_rotate', { overlapSeconds: 60 });
    for (const { status } of await askAll(ask)) expect(status).toBe(200);
    for (const { clock } of instances) clock.advance({ seconds: 61 });
    for (const answer of await askAll(ask)) expect(answer).toMatchObject(refused);
  });
});
