import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TeamMember } from '../../src/identity/teams/members/team-member.entity.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createChild } from '../factories/children.factory.js';
import { createTeamAssistant } from '../factories/team-assistant.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { TestApp } from '../support/test-app.js';

let app: TestApp;
let admin: TestUser;
let owner: TestUser;
let assistant: TestAssistant;
let token: TestToken;
let personal: TestToken;

beforeAll(async () => {
  app = await TestApp.start();
  admin = await createAdmin(app);
});

afterAll(() => app.close());

beforeEach(async () => {
  owner = await createUser(app);
  assistant = await createAssistant(app, { ownerId: owner.username });
  token = await createToken(app, { owner, assistant });
  personal = await createToken(app, { owner });
});

async function statusOf({ id }: { id: string }): Promise<unknown[]> {
  const { body } = await admin.api.get(`/api/tokens/${id}`);
  return [body.status, body.statusReason];
}

async function change(path: string, body: object): Promise<void> {
  expect((await admin.api.patch(path, body)).status).toBe(200);
}

async function seat(action: '_assign' | '_unassign', { username } = owner): Promise<void> {
  const answer = await admin.api.post(`/api/ai-seats/${action}`, { usernames: [username] });
  expect(answer.status).toBe(200);
}

const disable = (disabled: boolean) => change(`/api/users/${owner.username}`, { disabled });

async function list(status: string): Promise<{ ids: string[]; total: number }> {
  const { body } = await admin.api.get(`/api/tokens?username=${owner.username}&status=${status}`);
  const rows = body._embedded['inf:token'] as { id: string }[];
  return { ids: rows.map(({ id }) => id).sort(), total: body.total as number };
}

describe('a token is suspended, and a request with it is refused', () => {
  it('while its owner is disabled, whatever its type', async () => {
    const child = await createChild(app, token);
    await disable(true);

    for (const one of [token, personal, child]) {
      expect(await statusOf(one)).toEqual(['suspended', 'owner_disabled']);
      expect((await one.api.get('/api/auth/session')).status).toBe(401);
    }
  });

  it('while its owner has no seat', async () => {
    const child = await createChild(app, token);
    await seat('_unassign');

    for (const one of [token, child]) {
      expect(await statusOf(one)).toEqual(['suspended', 'owner_without_seat']);
      const answer = await one.api.get(`/api/assistants/${assistant.id}`);
      expect([answer.status, answer.body.code]).toEqual([403, 'seat_required']);
    }
  });

  it('while its owner may not read the assistant', async () => {
    const { assistant: ofTeam, editor } = await createTeamAssistant(app);
    const ofEditor = await createToken(app, { owner: editor, assistant: ofTeam });
    await app.dataSource.manager.delete(TeamMember, { userId: editor.id });

    expect(await statusOf(ofEditor)).toEqual(['suspended', 'assistant_out_of_reach']);
    expect((await ofEditor.api.get(`/api/assistants/${ofTeam.id}`)).status).not.toBe(200);
  });

  it('in the list too, where the status filter finds it', async () => {
    await disable(true);

    const { body } = await admin.api.get(`/api/tokens?username=${owner.username}`);
    for (const row of body._embedded['inf:token'] as object[]) {
      expect(row).toMatchObject({ status: 'suspended', statusReason: 'owner_disabled' });
    }
    expect(await list('suspended')).toEqual({ ids: [token.id, personal.id].sort(), total: 2 });
  });
});

describe('a token is not suspended', () => {
  it('when the right comes back', async () => {
    await disable(true);
    await disable(false);
    await seat('_unassign');
    await seat('_assign');

    expect(await statusOf(token)).toEqual(['active', null]);
    expect((await token.api.get(`/api/assistants/${assistant.id}`)).status).toBe(200);
  });

  it('without a seat if it is a personal token, which works without one', async () => {
    await seat('_unassign');

    expect(await statusOf(personal)).toEqual(['active', null]);
    expect((await personal.api.get('/api/tokens')).status).toBe(200);
    expect((await list('suspended')).ids).toEqual([token.id]);
  });

  it('when it has ended, which says more', async () => {
    const past = new Date(app.clock.now().getTime() - 1_000);
    const expired = await createToken(app, { owner, assistant, columns: { expiresAt: past } });
    const revoked = await createToken(app, { owner, assistant, columns: { revokedAt: past } });
    await disable(true);

    expect(await statusOf(expired)).toEqual(['expired', null]);
    expect(await statusOf(revoked)).toEqual(['revoked', null]);
  });

  it('when its owner was deleted, which revokes it', async () => {
    expect((await admin.api.delete(`/api/users/${owner.username}`)).status).toBe(204);

    expect(await statusOf(token)).toEqual(['revoked', null]);
    expect((await list('suspended')).total).toBe(0);
  });
});

describe('the other status filters', () => {
  it('find what they found before: an active token stays among the active ones', async () => {
    const before = await list('active');
    await disable(true);

    expect(await list('active')).toEqual(before);
    expect(await list('expired')).toEqual({ ids: [], total: 0 });
    expect(await list('revoked')).toEqual({ ids: [], total: 0 });
  });

  it('count exactly in the list of an assistant', async () => {
    const totalOf = async (status: string) =>
      (await admin.api.get(`/api/assistants/${assistant.id}/tokens?status=${status}`)).body
        .total as number;
    await seat('_unassign');

    expect(await totalOf('active')).toBe(1);
    expect(await totalOf('suspended')).toBe(1);
    await seat('_assign');
    expect(await totalOf('active')).toBe(1);
    expect(await totalOf('suspended')).toBe(0);
  });

  it('work for child tokens', async () => {
    const child = await createChild(app, token);
    const idsOf = async (status: string) =>
      (await admin.api.get(`/api/tokens/${token.id}/children?status=${status}`)).body._embedded[
        'inf:child-token'
      ].map(({ id }: { id: string }) => id) as string[];

    expect(await idsOf('suspended')).toEqual([]);
    await seat('_unassign');
    expect(await idsOf('suspended')).toEqual([child.id]);
    expect(await idsOf('active')).toEqual([child.id]);
  });

  it('show a token that lists itself no suspended one', async () => {
    const { body } = await token.api.get(`/api/assistants/${assistant.id}/tokens?status=suspended`);
    expect(body).toMatchObject({ total: 0, _embedded: { 'inf:assistant-token': [] } });
  });
});
