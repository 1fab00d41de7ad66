import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createSession, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { auditedActions } from '../support/database-rows.js';
import { judgeTokens } from '../support/policy-sweeps.js';
import { TestApp } from '../support/test-app.js';
import { LastUseRecorder } from '../../src/tokens/usage/recording/last-use.recorder.js';

const DAY_MS = 86_400_000;

describe('a token that breaks a policy', () => {
  let app: TestApp;
  let admin: TestUser;
  let owner: TestUser;
  let teamId: string;
  let assistant: TestAssistant;
  let token: TestToken;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await lasting(await createAdmin(app));
    owner = await lasting(await createUser(app));
    teamId = await createTeam(app, [[owner, 'admin']]);
    assistant = await createAssistant(app, { ownerId: teamId });
  });

  beforeEach(async () => {
    await owner.api.delete(`/api/policies/teams/${teamId}`);
    await setRules({});
    token = await createToken(app, { owner, assistant });
  });

  afterAll(() => app.close());

  const view = async () => (await owner.api.get(`/api/tokens/${token.id}`)).body;
  const use = () => token.api.get(`/api/assistants/${assistant.id}`);
  const resume = () => owner.api.post(`/api/tokens/${token.id}/_resume`, {});
  const resumeMany = async () => {
    const { body } = await owner.api.post('/api/tokens/_resume', { ids: [token.id] });
    return body.results;
  };

  async function lasting(user: TestUser): Promise<TestUser> {
    const session = await createSession(app, user.id, 3_650 * DAY_MS);
    return { ...user, session, api: app.api.as(session) };
  }

  async function setRules(rules: object) {
    expect((await admin.api.put('/api/policies/instance', rules)).status).toBe(200);
    await judgeTokens(app);
  }

  async function later(days: number) {
    app.clock.advance({ days });
    await judgeTokens(app);
  }

  it('is not paused by default, however long', async () => {
    await setRules({ expiryRequired: true });
    await later(400);

    expect(await view()).toMatchObject({ status: 'noncompliant', pausesAt: null });
    expect((await use()).status).toBe(200);
  });

  it('is paused when its days of grace are over, says so before, and the trail tells why', async () => {
    await setRules({ expiryRequired: true, readOnlyOnly: true, enforce: 'pause', graceDays: 3 });
    const { policyViolations, pausesAt } = await view();
    expect(Date.parse(pausesAt)).toBe(Date.parse(policyViolations[0].since) + 3 * DAY_MS);
    await later(2);
    expect((await use()).status).toBe(200);

    await later(1);
    expect(await use()).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    expect(await view()).toMatchObject({
      status: 'paused',
      pausedReason: 'policy: expiryRequired, readOnlyOnly',
      policyViolations: [{ rule: 'readOnlyOnly' }, { rule: 'expiryRequired' }],
      pausesAt: null,
    });
    const { body } = await admin.api.get(
      `/api/audit-events?action=token.paused&subjectId=${token.id}`,
    );
    expect(body._embedded['inf:audit-event']).toMatchObject([
      {
        actor: { type: 'system', id: null },
        reason: 'policy: expiryRequired, readOnlyOnly',
        assistantId: assistant.naturalId,
      },
    ]);
  });

  it('is not paused if it complies in time', async () => {
    await setRules({ expiryRequired: true, enforce: 'pause', graceDays: 3 });
    const expiresAt = new Date(app.clock.now().getTime() + 100 * DAY_MS);
    await owner.api.patch(`/api/tokens/${token.id}`, { expiresAt });
    await later(5);

    expect(await view()).toMatchObject({ status: 'active', pausesAt: null });
  });

  it('is paused sooner by the policy of a team', async () => {
    await setRules({ expiryRequired: true, enforce: 'pause', graceDays: 30 });
    const rules = { enforce: 'pause', graceDays: 0 };
    expect((await owner.api.put(`/api/policies/teams/${teamId}`, rules)).status).toBe(200);
    await judgeTokens(app);
    expect(await view()).toMatchObject({ status: 'paused' });
  });

  it('stays paused while it breaks a rule, and nobody but a person resumes it', async () => {
    await setRules({ expiryRequired: true, enforce: 'pause' });

    const refused = await resume();
    expect(refused).toMatchObject({
      status: 422,
      body: {
        code: 'policy_violation',
        details: [{ field: 'expiresAt', rule: 'expiryRequired' }],
      },
    });
    expect((await view())._links).not.toHaveProperty('inf:resume');
    expect(await resumeMany()).toEqual([
      { id: token.id, status: 'refused', code: 'policy_violation' },
    ]);
    expect(await view()).toMatchObject({ status: 'paused' });
    const actions = await auditedActions(app, token.id);
    expect(actions.filter((action) => action === 'token.resumed')).toEqual([]);

    await setRules({});
    expect(await view()).toMatchObject({ status: 'paused', policyViolations: [] });
    expect((await view())._links).toHaveProperty('inf:resume');
    expect((await resume()).body).toMatchObject({ status: 'active' });
    expect((await use()).status).toBe(200);
  });

  it('that a person has paused can be resumed until a policy would pause it', async () => {
    await setRules({ expiryRequired: true, enforce: 'pause', graceDays: 3 });
    await owner.api.post(`/api/tokens/${token.id}/_pause`, {});
    expect((await resume()).body).toMatchObject({ status: 'noncompliant' });

    await owner.api.post(`/api/tokens/${token.id}/_pause`, {});
    await later(4);
    expect(await view()).toMatchObject({ status: 'paused', pausedReason: null });
    expect(await resume()).toMatchObject({ status: 422, body: { code: 'policy_violation' } });
    expect(await resumeMany()).toMatchObject([{ code: 'policy_violation' }]);
  });

  describe('about idleness', () => {
    it('is paused, and resuming it starts the time anew', async () => {
      await setRules({ idleDays: 30 });
      await later(31);
      expect(await view()).toMatchObject({ status: 'paused', pausedReason: 'policy: idleDays' });

      expect((await resume()).body).toMatchObject({ status: 'active', policyViolations: [] });
      expect(await resumeMany()).toMatchObject([{ status: 'resumed' }]);
      await later(29);
      expect((await use()).status).toBe(200);
      await app.nest.get(LastUseRecorder).flush();
      await later(29);
      expect((await view()).status).toBe('active');
      await later(2);
      expect((await view()).status).toBe('paused');
    });

    it('is resumed with many', async () => {
      await setRules({ idleDays: 30 });
      await later(31);

      expect(await resumeMany()).toEqual([{ id: token.id, status: 'resumed', code: null }]);
      await judgeTokens(app);
      expect((await view()).status).toBe('active');
    });

    it('is only reported with enforce: "report"', async () => {
      await setRules({ idleDays: 30, enforce: 'report' });
      await later(31);

      expect(await view()).toMatchObject({
        status: 'noncompliant',
        policyViolations: [{ rule: 'idleDays' }],
        pausesAt: null,
      });
      await use();
      await app.nest.get(LastUseRecorder).flush();
      await later(1);
      expect((await view()).status).toBe('active');
    });

    it('is paused for the idleness only, not for other rules', async () => {
      await setRules({ idleDays: 30, expiryRequired: true });
      expect(await view()).toMatchObject({ status: 'noncompliant', pausesAt: null });
      await later(31);

      expect(await view()).toMatchObject({ status: 'paused', pausedReason: 'policy: idleDays' });
      expect((await resume()).body.details).toMatchObject([{ rule: 'expiryRequired' }]);
    });

    it('is paused by the instance, although a team only reports', async () => {
      await setRules({ idleDays: 30 });
      const rules = { idleDays: 20, enforce: 'report' };
      expect((await owner.api.put(`/api/policies/teams/${teamId}`, rules)).status).toBe(200);
      await later(21);
      expect(await view()).toMatchObject({ status: 'noncompliant', pausesAt: null });
      await later(10);
      expect(await view()).toMatchObject({ status: 'paused' });
    });
  });
});
