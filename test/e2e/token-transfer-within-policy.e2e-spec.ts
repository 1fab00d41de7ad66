import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createServiceAccount } from '../factories/service-accounts.factory.js';
import type { TestServiceAccount } from '../factories/service-accounts.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

describe('a transfer within policy', () => {
  let app: TestApp;
  let admin: TestUser;
  let owner: TestUser;
  let team: string;
  let shared: TestAssistant;
  let account: TestServiceAccount;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
  });

  afterAll(() => app.close());

  beforeEach(async () => {
    await app.dataSource.query(`UPDATE policies SET rules = '{}'`);
    owner = await createUser(app);
    team = await createTeam(app, [[admin, 'admin']]);
    shared = await createAssistant(app, { ownerId: owner.username, shared: true });
    account = await createServiceAccount(app, team);
  });

  const make = (columns: object = {}) => createToken(app, { owner, assistant: shared, columns });
  const inDays = (days: number) => new Date(app.clock.now().getTime() + days * 86_400_000);
  const setTeam = async (rules: object) => {
    expect((await admin.api.put(`/api/policies/teams/${team}`, rules)).status).toBe(200);
  };
  const setInstance = async (rules: object) => {
    expect((await admin.api.put('/api/policies/instance', rules)).status).toBe(200);
  };
  const transfer = (...tokens: { id: string }[]): Promise<Answer> =>
    admin.api.post('/api/tokens/_transfer', {
      ids: tokens.map(({ id }) => id),
      toOwner: account.username,
    });
  const codesOf = ({ status, body }: Answer): (string | null)[] => {
    expect(status).toBe(200);
    return body.results.map(({ code }: { code: string | null }) => code);
  };
  const ownerOf = async ({ id }: { id: string }) =>
    (await admin.api.get(`/api/tokens/${id}`)).body.username as string;

  it.each<[string, object, object]>([
    ['expiryRequired', { expiryRequired: true }, {}],
    ['maxLifetimeDays', { maxLifetimeDays: 30 }, { expiresAt: 31 }],
    ['readOnlyOnly', { readOnlyOnly: true }, {}],
    ['rotateEveryDays', { rotateEveryDays: 10 }, { createdAt: -11 }],
    ['idleDays', { idleDays: 10 }, { createdAt: -11 }],
    ['restrictionRequired', { restrictionRequired: 'cidr' }, {}],
  ])(
    'is refused for a token that would break %s of the new team, and records it',
    async (rule, rules, columns) => {
      const times = Object.entries(columns as Record<string, number>);
      const bad = await make(Object.fromEntries(times.map(([name, days]) => [name, inDays(days)])));
      await app.dataSource.query(
        `UPDATE token_secrets s SET created_at = t.created_at
         FROM tokens t WHERE t.id = s.token_id AND t.id = $1`,
        [bad.id],
      );
      const good = await make({
        expiresAt: inDays(20),
        readOnly: true,
        restrict: 'cidr',
        cidr: '10.0.0.0/8',
      });
      await setTeam(rules);

      expect(codesOf(await transfer(bad, good))).toEqual(['policy_violation', null]);

      expect(await ownerOf(bad)).toBe(owner.username);
      expect(await ownerOf(good)).toBe(account.username);
      const [record] = await app.dataSource.query<object[]>(
        `SELECT actor, details FROM audit_events WHERE action = 'policy.refused' ORDER BY id DESC`,
      );
      expect(record).toEqual({ actor: admin.username, details: { rules: [rule] } });
    },
  );

  it('is refused for a token that would be one too many for the new team', async () => {
    const [first, second] = [await make(), await make()];
    await setTeam({ maxActiveTokensPerAssistant: 1 });

    expect(codesOf(await transfer(first, second))).toEqual([null, 'policy_violation']);
  });

  it('allows a token that breaks the same rule already', async () => {
    const token = await make();
    await setInstance({ expiryRequired: true });
    await setTeam({ expiryRequired: true });

    expect(codesOf(await transfer(token))).toEqual([null]);
  });

  it('refuses a token that breaks one rule already, and would break another', async () => {
    const token = await make();
    await setInstance({ expiryRequired: true });
    await setTeam({ readOnlyOnly: true });

    expect(codesOf(await transfer(token))).toEqual(['policy_violation']);
  });

  it('allows what leaves the policy of a team', async () => {
    await setTeam({ readOnlyOnly: true });
    const token = await createToken(app, { owner: account, assistant: shared });
    const { status, body } = await admin.api.post('/api/tokens/_transfer', {
      ids: [token.id],
      toOwner: owner.username,
    });

    expect([status, body.results[0].code]).toEqual([200, null]);
  });

  it('tells nothing about the policy for a token that the caller may not give away', async () => {
    const stranger = await createUser(app);
    const manager = await createUser(app);
    await admin.api.put(`/api/teams/${team}/members/${manager.username}`, { role: 'admin' });
    const hidden = await createAssistant(app, { ownerId: stranger.username, shared: true });
    const token = await createToken(app, { owner: stranger, assistant: hidden });
    await setTeam({ readOnlyOnly: true });

    const { body } = await manager.api.post('/api/tokens/_transfer', {
      ids: [token.id],
      toOwner: account.username,
    });

    expect(body.results).toEqual([{ id: token.id, status: 'refused', code: 'not_found' }]);
    const refusals = await app.dataSource.query<object[]>(
      `SELECT FROM audit_events WHERE action = 'policy.refused' AND actor = $1`,
      [manager.username],
    );
    expect(refusals).toEqual([]);
  });

  it('keeps a user whose tokens the successor may not have', async () => {
    const other = await createUser(app);
    const assistant = await createAssistant(app, { ownerId: team, shared: true });
    const token = await createToken(app, { owner: other, assistant });
    const elsewhere = await createTeam(app, [[admin, 'admin']]);
    const successor = await createServiceAccount(app, elsewhere);
    const path = `/api/policies/teams/${elsewhere}`;
    expect((await admin.api.put(path, { readOnlyOnly: true })).status).toBe(200);

    const { body } = await expectRefused(
      app,
      () => admin.api.delete(`/api/users/${other.username}?transferTo=${successor.username}`),
      409,
      'tokens_not_transferable',
    );
    expect(body.details).toEqual([{ field: `tokens.${token.id}`, message: 'policy_violation' }]);
  });

  it('lets no token slip while the policy changes', async () => {
    const tokens = await Promise.all(Array.from({ length: 10 }, () => make()));
    const [answers] = await Promise.all([
      Promise.all(tokens.map((token) => transfer(token))),
      setTeam({ readOnlyOnly: true }),
    ]);

    const codes = answers.flatMap(codesOf);
    for (const [i, token] of tokens.entries()) {
      expect([null, 'policy_violation']).toContain(codes[i]);
      expect(await ownerOf(token)).toBe(codes[i] === null ? account.username : owner.username);
    }
    expect(codesOf(await transfer(await make()))).toEqual(['policy_violation']);
  });
});
