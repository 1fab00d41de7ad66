import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken, createTokens } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createSession, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { judgeTokens } from '../support/policy-sweeps.js';
import { TestApp } from '../support/test-app.js';

const INSTANCE = '/api/policies/instance';
const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;

describe('an existing token', () => {
  let app: TestApp;
  let admin: TestUser;
  let owner: TestUser;
  let teamId: string;
  let assistant: TestAssistant;
  let ofTeam: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await lasting(await createAdmin(app));
    owner = await lasting(await createUser(app));
    teamId = await createTeam(app, [[owner, 'admin']]);
    assistant = await createAssistant(app, { ownerId: owner.username });
    ofTeam = await createAssistant(app, { ownerId: teamId });
  });

  beforeEach(async () => {
    await setRules({});
    await owner.api.delete(`/api/policies/teams/${teamId}`);
    await app.dataSource.query('DELETE FROM tokens WHERE user_id = $1', [owner.id]);
  });

  afterAll(() => app.close());

  const inDays = (days: number) => new Date(app.clock.now().getTime() + days * DAY_MS);
  const sweep = () => judgeTokens(app);
  const view = async ({ id }: TestToken) => (await owner.api.get(`/api/tokens/${id}`)).body;
  const rulesOf = async (token: TestToken) =>
    (await view(token)).policyViolations.map(({ rule }: { rule: string }) => rule);
  const idsWith = async (status: string) => {
    const { body } = await owner.api.get(`/api/tokens?status=${status}`);
    return body._embedded['inf:token'].map(({ id }: TestToken) => id);
  };

  async function lasting(user: TestUser): Promise<TestUser> {
    const session = await createSession(app, user.id, YEAR_MS);
    return { ...user, session, api: app.api.as(session) };
  }

  async function setRules(rules: object) {
    expect((await admin.api.put(INSTANCE, rules)).status).toBe(200);
    await sweep();
  }

  async function setTeamRules(rules: object) {
    expect((await owner.api.put(`/api/policies/teams/${teamId}`, rules)).status).toBe(200);
    await sweep();
  }

  it('is noncompliant while it breaks a rule, and goes on working', async () => {
    const token = await createToken(app, { owner, assistant });
    const fine = await createToken(app, { owner, assistant, columns: { expiresAt: inDays(3) } });
    await setRules({ expiryRequired: true });

    expect(await view(token)).toMatchObject({
      status: 'noncompliant',
      statusReason: null,
      policyViolations: [
        {
          rule: 'expiryRequired',
          message: 'The token has no expiry.',
          since: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        },
      ],
      pausesAt: null,
    });
    expect(await view(fine)).toMatchObject({ status: 'active', policyViolations: [] });
    expect((await token.api.get(`/api/assistants/${assistant.id}`)).status).toBe(200);
    expect(
      (await admin.api.post('/api/tokens/_introspect', { token: token.secret })).body,
    ).toMatchObject({ active: true });
    expect(await idsWith('noncompliant')).toEqual([token.id]);
    expect(await idsWith('active')).toEqual([fine.id, token.id]);
    expect((await owner.api.get('/api/tokens/_summary')).body.noncompliant.count).toBe(1);

    await setRules({});
    expect(await view(token)).toMatchObject({ status: 'active', policyViolations: [] });
    expect(await idsWith('noncompliant')).toEqual([]);
  });

  it('is listed among the active ones of its assistant, and finds itself', async () => {
    const token = await createToken(app, { owner, assistant });
    await setRules({ expiryRequired: true });
    const path = `/api/assistants/${assistant.id}/tokens`;

    for (const query of ['', '?status=active', '?status=noncompliant']) {
      for (const api of [owner.api, token.api]) {
        expect((await api.get(path + query)).body).toMatchObject({
          total: 1,
          _embedded: { 'inf:assistant-token': [{ id: token.id }] },
        });
      }
    }
  });

  it.each<[string, object, object]>([
    ['maxLifetimeDays', { maxLifetimeDays: 30 }, { expiresAt: new Date('2999-01-01') }],
    ['restrictionRequired', { restrictionRequired: 'cidr' }, {}],
    ['readOnlyOnly', { readOnlyOnly: true }, {}],
    ['idleDays', { idleDays: 30, enforce: 'report' }, {}],
    ['rotateEveryDays', { rotateEveryDays: 30 }, {}],
  ])('can break %s', async (rule, rules, columns) => {
    const createdAt = inDays(-31);
    const token = await createToken(app, { owner, assistant, columns: { ...columns, createdAt } });
    await app.dataSource.query('UPDATE token_secrets SET created_at = $2 WHERE token_id = $1', [
      token.id,
      createdAt,
    ]);
    await setRules(rules);

    expect(await rulesOf(token)).toEqual([rule]);
  });

  it('can be a personal token that its owner may not have', async () => {
    const personal = await createToken(app, { owner });
    const ofAdmin = await createToken(app, { owner: admin });

    await setRules({ personalTokens: 'admins' });
    expect(await rulesOf(personal)).toEqual(['personalTokens']);
    expect((await admin.api.get(`/api/tokens/${ofAdmin.id}`)).body.policyViolations).toEqual([]);
    await setRules({ personalTokens: 'off' });
    expect((await admin.api.get(`/api/tokens/${ofAdmin.id}`)).body.status).toBe('noncompliant');
  });

  it('can be one of too many, unless it is one of the oldest', async () => {
    const tokens = await createTokens(app, 4, { owner, assistant });
    const rulesOfAll = () => Promise.all(tokens.map(rulesOf));
    const [first, second] = tokens as [TestToken, TestToken];

    await setRules({ maxActiveTokensPerAssistant: 2 });
    const broken = ['maxActiveTokensPerAssistant'];
    expect(await rulesOfAll()).toEqual([[], [], broken, broken]);

    await owner.api.delete(`/api/tokens/${first.id}`);
    await owner.api.post(`/api/tokens/${second.id}/_pause`, {});
    await setRules({ maxActiveTokensPerAssistant: 2 });
    expect(await rulesOfAll()).toEqual([[], [], [], []]);
    await setRules({ maxActiveTokensPerAssistant: 0 });
    expect(await rulesOfAll()).toEqual([[], broken, broken, broken]);
  });

  it('is judged by the policies of the instance and of the team of its assistant', async () => {
    const one = await createToken(app, { owner, assistant });
    const other = await createToken(app, { owner, assistant: ofTeam });
    await setTeamRules({ readOnlyOnly: true });
    await setRules({ expiryRequired: true });

    expect(await rulesOf(one)).toEqual(['expiryRequired']);
    expect((await rulesOf(other)).sort()).toEqual(['expiryRequired', 'readOnlyOnly']);
    await owner.api.delete(`/api/policies/teams/${teamId}`);
    await sweep();
    expect(await rulesOf(other)).toEqual(['expiryRequired']);
  });

  it('keeps since when it breaks a rule while others change', async () => {
    const token = await createToken(app, { owner, assistant });
    await setRules({ expiryRequired: true });
    const { policyViolations: before } = await view(token);
    app.clock.advance({ days: 1 });
    await setRules({ expiryRequired: true, readOnlyOnly: true });

    const { policyViolations: after } = await view(token);
    const since = (violations: { rule: string; since: string }[], rule: string) =>
      violations.find((violation) => violation.rule === rule)?.since;
    expect(since(after, 'expiryRequired')).toBe(since(before, 'expiryRequired'));
    expect(since(after, 'readOnlyOnly')).not.toBe(since(before, 'expiryRequired'));
  });

  it('complies with the very change that makes it comply', async () => {
    const token = await createToken(app, { owner, assistant });
    await setRules({ expiryRequired: true, rotateEveryDays: 1 });
    app.clock.advance({ days: 2 });
    await sweep();
    expect((await rulesOf(token)).sort()).toEqual(['expiryRequired', 'rotateEveryDays']);

    const patched = await owner.api.patch(`/api/tokens/${token.id}`, { expiresAt: inDays(3) });
    expect(patched.body.policyViolations).toMatchObject([{ rule: 'rotateEveryDays' }]);
    const rotated = await owner.api.post(`/api/tokens/${token.id}/_rotate`, {});
    expect(rotated.body).toMatchObject({ status: 'active', policyViolations: [] });
    expect(await idsWith('noncompliant')).toEqual([]);
  });

  it('is judged no more once it has ended', async () => {
    const token = await createToken(app, { owner, assistant });
    await setRules({ expiryRequired: true });
    await owner.api.delete(`/api/tokens/${token.id}`);

    expect(await view(token)).toMatchObject({ status: 'revoked', policyViolations: [] });
    expect(await idsWith('noncompliant')).toEqual([]);
    await setRules({ expiryRequired: true });
    expect(
      await app.dataSource.query('SELECT FROM token_violations WHERE token_id = $1', [token.id]),
    ).toEqual([]);
  });
});
