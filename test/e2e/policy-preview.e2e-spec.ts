import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken, createTokens } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { fingerprintOf } from '../support/fingerprint.js';
import { judgeTokens } from '../support/policy-sweeps.js';
import { TestApp } from '../support/test-app.js';

describe('the preview of a policy', () => {
  let app: TestApp;
  let admin: TestUser;
  let owner: TestUser;
  let teamId: string;
  let ofTeam: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
    owner = await createUser(app);
    teamId = await createTeam(app, [[owner, 'admin']]);
    ofTeam = await createAssistant(app, { ownerId: teamId });
    const own = await createAssistant(app, { ownerId: owner.username });
    const expiresAt = new Date(app.clock.now().getTime() + 86_400_000);
    await createTokens(app, 3, { owner, assistant: own });
    await createTokens(app, 2, { owner, assistant: ofTeam });
    await createToken(app, { owner, assistant: ofTeam, columns: { expiresAt } });
    const paused = await createToken(app, { owner, assistant: ofTeam });
    await owner.api.post(`/api/tokens/${paused.id}/_pause`, {});
    const revoked = await createToken(app, { owner, assistant: ofTeam });
    await owner.api.delete(`/api/tokens/${revoked.id}`);
  });

  let before: string;
  beforeEach(async () => {
    before = await fingerprintOf(app);
  });

  afterAll(() => app.close());

  const preview = (body: object, api = admin.api) => api.post('/api/policies/_preview', body);

  it.each<[string, object, number]>([
    ['a member, for the instance', { expiryRequired: true }, 403],
    ['a member, for a team of others', { teamId: 'others', expiryRequired: true }, 404],
    ['a member, for a team that does not exist', { teamId: 'no team' }, 404],
    ['a member, with an unknown rule', { expires: true }, 400],
  ])('is refused to %s', async (_name, body, status) => {
    expect((await preview(body, owner.api)).status).toBe(status);
    expect(await fingerprintOf(app)).toBe(before);
  });

  it('counts the active tokens that would break each rule, and changes nothing', async () => {
    const { status, body } = await preview({
      expiryRequired: true,
      readOnlyOnly: true,
      personalTokens: 'off',
      maxActiveTokensPerAssistant: 2,
      maxOverlapSeconds: 60,
    });

    expect(status).toBe(200);
    expect(body).toEqual({
      noncompliant: 6,
      byRule: {
        expiryRequired: 5,
        readOnlyOnly: 6,
        personalTokens: 0,
        maxActiveTokensPerAssistant: 2,
      },
    });
    expect(await fingerprintOf(app)).toBe(before);
  });

  it('counts the tokens of a team for its admin', async () => {
    expect((await preview({ teamId, expiryRequired: true }, owner.api)).body).toEqual({
      noncompliant: 2,
      byRule: { expiryRequired: 2 },
    });
  });

  it('counts nothing without rules', async () => {
    expect((await preview({})).body).toEqual({ noncompliant: 0, byRule: {} });
  });

  it('is what the summary counts once the policy is set', async () => {
    const rules = { expiryRequired: true, maxActiveTokensPerAssistant: 2 };
    const { body } = await preview(rules);
    await admin.api.put('/api/policies/instance', rules);
    await judgeTokens(app);

    const summary = await admin.api.get('/api/tokens/_summary');
    expect(summary.body.noncompliant.count).toBe(body.noncompliant);
  });
});
