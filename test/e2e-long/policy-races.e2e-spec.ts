import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PolicySweeper } from '../../src/tokens/policies/compliance/policy.sweeper.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createTokens } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { auditedActions } from '../support/database-rows.js';
import { judgeTokens } from '../support/policy-sweeps.js';
import { TestApp } from '../support/test-app.js';

describe('policies and changes at the same time', () => {
  let app: TestApp;
  let other: TestApp;
  let admin: TestUser;
  let owner: TestUser;
  let teamId: string;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start();
    other = await TestApp.start({ database: app.database });
    admin = await createAdmin(app);
    owner = await createUser(app);
    teamId = await createTeam(app, [[owner, 'admin']]);
    assistant = await createAssistant(app, { ownerId: teamId });
  });

  beforeEach(async () => {
    await setRules({});
    await app.dataSource.query('DELETE FROM tokens');
  });

  afterAll(async () => {
    await other.close();
    await app.close();
  });

  const setRules = async (rules: object) => {
    expect((await admin.api.put('/api/policies/instance', rules)).status).toBe(200);
  };
  const sweepBoth = () =>
    Promise.all([app, other].map((one) => one.nest.get(PolicySweeper).sweep()));
  const expiresAt = () => new Date(app.clock.now().getTime() + 86_400_000);
  const actionsOf = (tokens: TestToken[]) =>
    Promise.all(tokens.map(({ id }) => auditedActions(app, id)));

  /** Judges all tokens, and compares with what is true of them. */
  async function expectRightVerdicts() {
    await judgeTokens(app);
    const wrong = await app.dataSource.query<object[]>(
      `SELECT * FROM tokens LEFT JOIN token_violations ON token_id = id
       WHERE (expires_at IS NULL AND revoked_at IS NULL) <> (token_id IS NOT NULL)`,
    );
    expect(wrong).toEqual([]);
  }

  it('misses no token that is issued or changed while a policy is set', async () => {
    const tokens = await createTokens(app, 12, { owner, assistant });
    const issue = () =>
      owner.api.post('/api/tokens', { type: 'assistant', assistantId: assistant.naturalId });
    const [, ...answers] = await Promise.all([
      setRules({ expiryRequired: true }),
      ...tokens
        .slice(0, 6)
        .map(({ id }) => owner.api.patch(`/api/tokens/${id}`, { expiresAt: expiresAt() })),
      ...Array.from({ length: 6 }, issue),
      sweepBoth(),
    ]);

    const statuses = answers.flat().flatMap((answer) => answer?.status ?? []);
    expect(statuses.every((status) => [200, 201, 422].includes(status))).toBe(true);
    await expectRightVerdicts();
  });

  it('judges by no policy that is deleted during a sweep', async () => {
    const tokens = await createTokens(app, 10, { owner, assistant });
    const path = `/api/policies/teams/${teamId}`;
    expect((await owner.api.put(path, { expiryRequired: true })).status).toBe(200);
    await Promise.all([sweepBoth(), owner.api.delete(path), sweepBoth()]);
    await judgeTokens(app);

    const statuses = await Promise.all(
      tokens.map(async ({ id }) => (await owner.api.get(`/api/tokens/${id}`)).body.status),
    );
    expect(new Set(statuses)).toEqual(new Set(['active']));
    expect(await app.dataSource.query('SELECT 1 FROM token_violations')).toEqual([]);
  });

  it('pauses no token that is revoked meanwhile', async () => {
    const tokens = await createTokens(app, 10, { owner, assistant });
    await setRules({ expiryRequired: true, enforce: 'pause' });
    await Promise.all([
      sweepBoth(),
      ...tokens.map(({ id }) => owner.api.delete(`/api/tokens/${id}`)),
    ]);
    await judgeTokens(app);

    // The time of a revocation, which orders the events, may lie before its wait for the pause.
    for (const actions of await actionsOf(tokens)) {
      expect([['token.revoked'], ['token.paused', 'token.revoked']]).toContainEqual(
        actions.toSorted(),
      );
    }
    const live = await app.dataSource.query('SELECT FROM tokens WHERE revoked_at IS NULL');
    expect(live).toEqual([]);
    await setRules({ expiryRequired: true });
    await expectRightVerdicts();
  });

  it('pauses each token once when two instances sweep, and both refuse it', async () => {
    const tokens = await createTokens(app, 30, { owner, assistant });
    const path = `/api/assistants/${assistant.id}`;
    const use = (one: TestApp) =>
      Promise.all(tokens.map(({ secret }) => one.api.as(secret).get(path)));
    await Promise.all([use(app), use(other)]);
    await setRules({ expiryRequired: true, enforce: 'pause' });
    await Promise.all([sweepBoth(), sweepBoth(), sweepBoth()]);
    await judgeTokens(app);

    expect(await actionsOf(tokens)).toEqual(tokens.map(() => ['token.paused']));
    for (const one of [app, other]) {
      const answers = await use(one);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    }
  });

  it('continues where an instance was killed', async () => {
    const tokens = await createTokens(app, 4, { owner, assistant });
    await setRules({ expiryRequired: true });
    await judgeTokens(app);
    await app.dataSource.query('DELETE FROM token_violations');
    await app.dataSource.query('UPDATE policy_sweeps SET cursor = $1', [tokens[1]?.id]);
    await other.nest.get(PolicySweeper).sweep();
    await judgeTokens(app);

    const rows = await app.dataSource.query<{ id: string }[]>(
      'SELECT token_id AS id FROM token_violations ORDER BY token_id',
    );
    expect(rows).toEqual(tokens.slice(2).map(({ id }) => ({ id })));
  });

  it('resumes or pauses, never both, when a person resumes during a sweep', async () => {
    const tokens = await createTokens(app, 10, { owner, assistant });
    await setRules({ expiryRequired: true, enforce: 'pause' });
    await judgeTokens(app);
    const answers = await Promise.all([
      ...tokens.map(({ id }) => owner.api.post(`/api/tokens/${id}/_resume`, {})),
      sweepBoth(),
    ]);

    expect(answers.flatMap((answer) => ('status' in answer ? [answer.status] : []))).toEqual(
      tokens.map(() => 422),
    );
    expect(await actionsOf(tokens)).toEqual(tokens.map(() => ['token.paused']));
  });
});
