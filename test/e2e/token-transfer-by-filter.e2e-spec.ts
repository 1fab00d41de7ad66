import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createServiceAccount } from '../factories/service-accounts.factory.js';
import type { TestServiceAccount } from '../factories/service-accounts.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken, createTokens } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Api } from '../support/api.js';
import { auditedActions } from '../support/database-rows.js';
import { expectInvalid, expectNoChange, expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

describe('a transfer by a filter', () => {
  let app: TestApp;
  let admin: TestUser;
  let teamAdmin: TestUser;
  let owner: TestUser;
  let assistant: TestAssistant;
  let account: TestServiceAccount;
  let other: TestServiceAccount;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
  });

  afterAll(() => app.close());

  beforeEach(async () => {
    teamAdmin = await createUser(app);
    owner = await createUser(app);
    const team = await createTeam(app, [
      [teamAdmin, 'admin'],
      [owner, 'editor'],
    ]);
    assistant = await createAssistant(app, { ownerId: team });
    account = await createServiceAccount(app, team);
    other = await createServiceAccount(app, team);
  });

  const send = (api: Api, body: object) => api.post('/api/tokens/_transfer', body);
  const all = (filter: object, expectedCount: number, toOwner = account.username) => ({
    filter,
    expectedCount,
    toOwner,
  });
  const ownersOf = async (tokens: { id: string }[]) => {
    const rows = await app.dataSource.query<{ username: string }[]>(
      'SELECT DISTINCT username FROM tokens WHERE id = ANY($1)',
      [tokens.map(({ id }) => id)],
    );
    return rows.map(({ username }) => username);
  };

  it('is refused if the request is invalid', async () => {
    const toOwner = account.username;
    const filter = { ownerId: owner.username };
    const { id } = await createToken(app, { owner, assistant });
    const refused = (body: object, fields: string[]) =>
      expectInvalid(app, () => send(admin.api, body), fields);

    await refused({ toOwner }, ['ids']);
    await refused({ filter, expectedCount: 1 }, ['toOwner']);
    await refused({ filter, toOwner }, ['expectedCount']);
    await refused({ ids: [id], filter, expectedCount: 1, toOwner }, ['filter']);
    await refused({ filter: { color: 'red' }, expectedCount: 1, toOwner }, ['filter.color']);
    await refused({ filter, expectedCount: 10_001, toOwner }, ['expectedCount']);
  });

  it('changes nothing when the filter matches another number', async () => {
    await createTokens(app, 3, { owner, assistant });
    for (const count of [2, 4]) {
      const body = all({ ownerId: owner.username }, count);
      await expectRefused(app, () => send(admin.api, body), 409, 'count_changed');
    }
  });

  it('changes nothing when the caller does not manage the new owner', async () => {
    await createTokens(app, 2, { owner, assistant });
    const body = all({ ownerId: owner.username }, 2);
    await expectRefused(app, () => send(owner.api, body), 404, 'not_found');
  });

  it('selects only tokens that the caller can list', async () => {
    await createTokens(app, 2, { owner, assistant });
    const body = all({ ownerId: owner.username }, 0);
    const { body: answer } = await expectNoChange(app, () => send(teamAdmin.api, body));
    expect(answer.results).toEqual([]);
  });

  it('moves all that match, and answers for each', async () => {
    const tokens = await createTokens(app, 3, { owner, assistant });
    const personal = await createToken(app, { owner });

    const { status, body } = await send(admin.api, all({ ownerId: owner.username }, 4));

    expect(status).toBe(200);
    const resultFor = (id: string) =>
      body.results.find((result: { id: string }) => result.id === id);
    for (const { id } of tokens) {
      expect(resultFor(id)).toEqual({ id, status: 'transferred', code: null });
      expect(await auditedActions(app, id)).toEqual(['token.transferred', 'token.received']);
    }
    expect(resultFor(personal.id)).toEqual({
      id: personal.id,
      status: 'refused',
      code: 'personal_token',
    });
    expect(body.results).toHaveLength(4);
    expect(await ownersOf(tokens)).toEqual([account.username]);
  });

  it('moves everything of a service account, by its manager', async () => {
    const tokens = await createTokens(app, 2, { owner: account, assistant });

    const body = all({ ownerId: account.username }, 2, other.username);
    const { body: answer } = await send(teamAdmin.api, body);

    expect(answer.results.map(({ code }: { code: string | null }) => code)).toEqual([null, null]);
    expect(await ownersOf(tokens)).toEqual([other.username]);
  });

  it('happens once when two callers ask at the same time', async () => {
    const tokens = await createTokens(app, 20, { owner, assistant });
    const answers = await Promise.all(
      [account, other].map(({ username }) =>
        send(admin.api, all({ ownerId: owner.username }, 20, username)),
      ),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const winner = answers[0]?.status === 200 ? account : other;
    expect(await ownersOf(tokens)).toEqual([winner.username]);
  });
});
