import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeamAssistant } from '../factories/team-assistant.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { auditedActions, storedTokens } from '../support/database-rows.js';
import { TestApp } from '../support/test-app.js';

describe('relaxing a token within policy', () => {
  let app: TestApp;
  let admin: TestUser;
  let owner: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
    ({ owner, assistant } = await createTeamAssistant(app));
  });

  beforeEach(async () => {
    await app.dataSource.query(`UPDATE policies SET rules = '{}'`);
  });

  afterAll(() => app.close());

  const inDays = (days: number) => new Date(app.clock.now().getTime() + days * 86_400_000);
  const make = (columns: object) => createToken(app, { owner, assistant, columns });
  const change = ({ id }: { id: string }, body: object) =>
    owner.api.patch(`/api/tokens/${id}`, body);
  const relax = (token: { id: string }, body: object) =>
    change(token, { allowRelaxing: true, ...body });
  const setInstance = async (rules: object) => {
    expect((await admin.api.put('/api/policies/instance', rules)).status).toBe(200);
  };

  it.each<[string, object, (days: typeof inDays) => object, string[]]>([
    [
      'never, if an expiry is required',
      { expiryRequired: true },
      () => ({ expiresAt: null }),
      ['expiryRequired'],
    ],
    [
      'later than the longest lifetime',
      { maxLifetimeDays: 30 },
      (days) => ({ expiresAt: days(40).toISOString() }),
      ['maxLifetimeDays'],
    ],
    [
      'both',
      { maxLifetimeDays: 30, expiryRequired: true },
      () => ({ expiresAt: null }),
      ['expiryRequired', 'maxLifetimeDays'],
    ],
  ])('is refused, changes nothing and is recorded: %s', async (_name, rules, bodyOf, broken) => {
    const token = await make({ expiresAt: inDays(10) });
    await setInstance(rules);
    const before = await storedTokens(app);

    expect(await relax(token, bodyOf(inDays))).toMatchObject({
      status: 422,
      body: {
        code: 'policy_violation',
        details: broken.map((rule) => ({ field: 'expiresAt', rule })),
      },
    });

    expect(await storedTokens(app)).toEqual(before);
    expect(await auditedActions(app, token.id)).toEqual([]);
    const [record] = await app.dataSource.query<object[]>(
      `SELECT actor, details FROM audit_events WHERE action = 'policy.refused' ORDER BY id DESC`,
    );
    expect(record).toEqual({ actor: owner.username, details: { rules: broken } });
  });

  it('is refused for a token that lives too long already', async () => {
    const token = await make({ expiresAt: inDays(60) });
    await setInstance({ maxLifetimeDays: 30 });

    expect((await relax(token, { expiresAt: inDays(61).toISOString() })).status).toBe(422);
  });

  it('succeeds within the policy', async () => {
    const token = await make({ expiresAt: inDays(10) });
    await setInstance({ maxLifetimeDays: 30, expiryRequired: true });

    expect((await relax(token, { expiresAt: inDays(20).toISOString() })).status).toBe(200);
  });

  it('is judged by the policy of the team, too', async () => {
    const token = await make({ expiresAt: inDays(10) });
    const [team] = assistant.naturalId.split(':');
    const path = `/api/policies/teams/${team}`;
    expect((await admin.api.put(path, { maxLifetimeDays: 15 })).status).toBe(200);

    expect((await relax(token, { expiresAt: inDays(20).toISOString() })).status).toBe(422);
    expect((await admin.api.delete(path)).status).toBe(204);
  });

  it('keeps a token changeable that breaks other rules, or the same one less', async () => {
    const token = await make({
      expiresAt: inDays(60),
      restrict: 'host',
      host: 'app.example.com',
    });
    await setInstance({ maxLifetimeDays: 30, readOnlyOnly: true, restrictionRequired: 'cidr' });

    expect((await change(token, { notes: 'Moved' })).status).toBe(200);
    expect((await change(token, { expiresAt: inDays(50).toISOString() })).status).toBe(200);
    expect((await relax(token, { host: 'other.example.com' })).status).toBe(200);
  });

  it('lets no token slip while the policy changes', async () => {
    const tokens = await Promise.all(
      Array.from({ length: 10 }, () => make({ expiresAt: inDays(10) })),
    );
    const [answers] = await Promise.all([
      Promise.all(tokens.map((token) => relax(token, { expiresAt: null }))),
      setInstance({ expiryRequired: true }),
    ]);

    expect(answers.every(({ status }) => [200, 422].includes(status))).toBe(true);
    const late = await make({ expiresAt: inDays(10) });
    expect((await relax(late, { expiresAt: null })).status).toBe(422);
  });
});
