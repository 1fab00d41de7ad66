import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { QueryRunner } from 'typeorm';
import { AssistantsService } from '../../src/assistants/assistants.service.js';
import { CredentialResolver } from '../../src/admission/resolution/credential.resolver.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { whileHeld } from '../support/lock-waits.js';
import { TestApp } from '../support/test-app.js';

describe('rights that change while the request waits for a lock', () => {
  let app: TestApp;
  let admin: TestUser;
  let editor: TestUser;
  let team: string;
  let assistant: TestAssistant;
  let token: TestToken;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
  });

  afterAll(() => app.close());

  beforeEach(async () => {
    editor = await createUser(app);
    team = await createTeam(app, [[editor, 'editor']]);
    assistant = await createAssistant(app, { ownerId: team });
    token = await createToken(app, { owner: admin, assistant });
  });

  /** Sends the request while a transaction holds the row. The transaction makes a change before it ends. */
  function whileLocked(
    { table, id }: { table: 'tokens' | 'assistants' | 'teams'; id: string },
    request: () => Promise<Answer>,
    change: (runner: QueryRunner) => Promise<unknown>,
  ): Promise<Answer> {
    const hold = (runner: QueryRunner) =>
      runner.query(`SELECT 1 FROM ${table} WHERE id = $1 FOR UPDATE`, [id]);
    return whileHeld(app, hold, request, change);
  }

  function leaveTeam(runner: QueryRunner): Promise<unknown> {
    return runner.query('DELETE FROM team_members WHERE user_id = $1', [editor.id]);
  }

  it('refuse a rotation with a secret that was retired in the meantime', async () => {
    const answer = await whileLocked(
      { table: 'tokens', id: token.id },
      () => token.api.post('/api/tokens/self/_rotate'),
      (runner) =>
        runner.query('UPDATE token_secrets SET retires_at = now() WHERE token_id = $1', [token.id]),
    );
    expect(answer.status).toBe(401);
    expect(answer.body.code).toBe('invalid_token');
    const { body } = await admin.api.get(`/api/tokens/${token.id}`);
    expect(body.secretVersion).toBe(1);
  });

  it.each([
    ['rotate', () => editor.api.post(`/api/tokens/${token.id}/_rotate`)],
    ['change', () => editor.api.patch(`/api/tokens/${token.id}`, { notes: 'mine' })],
  ])('refuse to %s a token for a user who has left the team', async (_what, request) => {
    const answer = await whileLocked({ table: 'tokens', id: token.id }, request, leaveTeam);
    expect(answer.status).toBe(404);
    const { body } = await admin.api.get(`/api/tokens/${token.id}`);
    expect([body.secretVersion, body.notes]).toEqual([1, '']);
  });

  it('refuse to create a token for an assistant that has left the team', async () => {
    const other = await createTeam(app);
    const answer = await whileLocked(
      { table: 'assistants', id: assistant.id },
      () => editor.api.post('/api/tokens', { type: 'assistant', assistantId: assistant.naturalId }),
      (runner) =>
        runner.query('UPDATE assistants SET owner_id = $1 WHERE id = $2', [other, assistant.id]),
    );
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    const { body } = await admin.api.get(`/api/assistants/${assistant.id}/tokens`);
    expect(body.total).toBe(1);
  });

  it.each([
    [
      'a revoked token',
      401,
      'invalid_token',
      `UPDATE tokens SET revoked_at = now() WHERE user_id = $1 AND type = 'personal'`,
    ],
    ['a lost seat', 403, 'forbidden', 'DELETE FROM ai_seats WHERE user_id = $1'],
    ['no place in the team', 404, 'not_found', 'DELETE FROM team_members WHERE user_id = $1'],
    [
      'a smaller role in the team',
      403,
      'forbidden',
      `UPDATE team_members SET role = 'viewer' WHERE user_id = $1`,
    ],
  ])('refuse to create a token with %s', async (_what, status, code, change) => {
    const personal = await createToken(app, { owner: editor });
    const answer = await whileLocked(
      { table: 'assistants', id: assistant.id },
      () => personal.api.post('/api/tokens', { type: 'assistant', assistantId: assistant.id }),
      (runner) => runner.query(change, [editor.id]),
    );
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    const { body } = await admin.api.get(`/api/assistants/${assistant.id}/tokens`);
    expect(body.total).toBe(1);
  });

  it('refuse a removed team admin to remove the other admin', async () => {
    const [first, second] = [await createUser(app), await createUser(app)];
    const id = await createTeam(app, [
      [first, 'admin'],
      [second, 'admin'],
    ]);
    const answer = await whileLocked(
      { table: 'teams', id },
      () => first.api.delete(`/api/teams/${id}/members/${second.username}`),
      (runner) => runner.query('DELETE FROM team_members WHERE user_id = $1', [first.id]),
    );
    expect(answer.status).toBe(404);
    expect((await admin.api.get(`/api/teams/${id}/members`)).body.total).toBe(1);
  });

  it.each([
    [
      'a revoked token',
      401,
      'invalid_token',
      `UPDATE tokens SET revoked_at = now() WHERE user_id = $1 AND type = 'personal'`,
    ],
    ['a lost seat', 403, 'forbidden', 'DELETE FROM ai_seats WHERE user_id = $1'],
  ])('refuse to change an assistant with %s', async (_what, status, code, change) => {
    const personal = await createToken(app, { owner: editor });
    const before = (await admin.api.get(`/api/assistants/${assistant.id}`)).body;
    const answer = await whileLocked(
      { table: 'assistants', id: assistant.id },
      () => personal.api.patch(`/api/assistants/${assistant.id}`, { name: 'Mine' }),
      (runner) => runner.query(change, [editor.id]),
    );
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect((await admin.api.get(`/api/assistants/${assistant.id}`)).body).toEqual(before);
  });

  it.each([
    ['change', () => editor.api.patch(`/api/assistants/${assistant.id}`, { name: 'Mine' })],
    ['delete', () => editor.api.delete(`/api/assistants/${assistant.id}`)],
  ])('refuse to %s an assistant for a user who has left the team', async (_what, request) => {
    const before = (await admin.api.get(`/api/assistants/${assistant.id}`)).body;
    const answer = await whileLocked({ table: 'assistants', id: assistant.id }, request, leaveTeam);
    expect(answer.status).toBe(404);
    expect((await admin.api.get(`/api/assistants/${assistant.id}`)).body).toEqual(before);
  });

  it('do not let a token read another assistant that got its natural id', async () => {
    const other = await createAssistant(app, { ownerId: team });
    const principal = await app.nest.get(CredentialResolver).resolve(token.secret, '127.0.0.1');
    if (principal === null) throw new Error('The token is good.');
    const read = await app.nest.get(AssistantsService).getReadable(principal, other.naturalId);
    expect(read.assistant.id).toBe(assistant.id);
  });
});
