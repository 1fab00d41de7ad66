import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { fingerprintOf } from '../support/fingerprint.js';
import { TestApp } from '../support/test-app.js';

const INSTANCE = '/api/policies/instance';
const DAY_MS = 86_400_000;

describe('policies', () => {
  let app: TestApp;
  let admin: TestUser;
  let owner: TestUser;
  let teamId: string;
  let own: TestAssistant;
  let ofTeam: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
    owner = await createUser(app);
    teamId = await createTeam(app, [[owner, 'admin']]);
    own = await createAssistant(app, { ownerId: owner.username });
    ofTeam = await createAssistant(app, { ownerId: teamId });
  });

  beforeEach(async () => {
    await app.dataSource.query(`UPDATE policies SET rules = '{}'`);
  });

  afterAll(() => app.close());

  const teamPath = () => `/api/policies/teams/${teamId}`;
  const inDays = (days: number) => new Date(app.clock.now().getTime() + days * DAY_MS);
  const issue = (assistant: TestAssistant, body: object = {}, api = owner.api) =>
    api.post('/api/tokens', { type: 'assistant', assistantId: assistant.naturalId, ...body });

  async function setInstance(rules: object) {
    expect((await admin.api.put(INSTANCE, rules)).status).toBe(200);
  }

  async function setTeam(rules: object) {
    expect((await owner.api.put(teamPath(), rules)).status).toBe(200);
  }

  it('has no rules at first, and every user can read that of the instance', async () => {
    const { status, body } = await owner.api.get(INSTANCE);

    expect(status).toBe(200);
    expect(body).toMatchObject({ teamId: null, maxLifetimeDays: null, expiryRequired: null });
    expect(body._links).not.toHaveProperty('edit');
  });

  it.each([
    ['an unknown rule', { maxDays: 1 }, 'maxDays'],
    ['a number out of range', { maxLifetimeDays: 0 }, 'maxLifetimeDays'],
    ['another choice', { personalTokens: 'maybe' }, 'personalTokens'],
    ['another type', { expiryRequired: 'yes' }, 'expiryRequired'],
  ])('refuses %s', async (_name, rules, field) => {
    const before = await fingerprintOf(app);

    expect(await admin.api.put(INSTANCE, rules)).toMatchObject({
      status: 400,
      body: { code: 'validation_failed', details: [{ field }] },
    });
    expect(await fingerprintOf(app)).toBe(before);
  });

  it.each([
    ['PUT', () => INSTANCE],
    ['PUT', teamPath],
    ['POST', () => '/api/policies/_preview'],
  ])('refuses a %s without a body, which would remove all rules', async (method, path) => {
    await setInstance({ maxLifetimeDays: 90 });
    const before = await fingerprintOf(app);

    for (const body of [undefined, null]) {
      expect(await admin.api.call(method, path(), { body })).toMatchObject({
        status: 400,
        body: { code: 'invalid_request' },
      });
    }
    expect(await fingerprintOf(app)).toBe(before);
  });

  it('replaces all rules, and takes the change of one caller only', async () => {
    await setInstance({ maxLifetimeDays: 90, expiryRequired: true });
    const { headers } = await admin.api.get(INSTANCE);
    const write = () =>
      admin.api.with({ 'If-Match': headers.get('ETag') ?? '' }).put(INSTANCE, { idleDays: 30 });

    const answers = await Promise.all([write(), write()]);

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect((await admin.api.get(INSTANCE)).body).toMatchObject({
      maxLifetimeDays: null,
      expiryRequired: null,
      idleDays: 30,
    });
  });

  it('lets a team be stricter, never looser', async () => {
    await setInstance({ maxLifetimeDays: 90, readOnlyOnly: true });

    expect(await owner.api.put(teamPath(), { maxLifetimeDays: 91, readOnlyOnly: false })).toEqual(
      expect.objectContaining({
        status: 422,
        body: expect.objectContaining({
          code: 'policy_violation',
          details: [
            expect.objectContaining({ field: 'maxLifetimeDays', rule: 'maxLifetimeDays' }),
            expect.objectContaining({ field: 'readOnlyOnly', rule: 'readOnlyOnly' }),
          ],
        }),
      }),
    );
    await setTeam({ maxLifetimeDays: 30 });
  });

  it('refuses a token that breaks rules, names each, and records the refusal', async () => {
    await setInstance({ maxLifetimeDays: 30, restrictionRequired: 'cidr' });

    const refused = await issue(own, { expiresAt: inDays(31) });

    expect(refused).toMatchObject({
      status: 422,
      body: {
        code: 'policy_violation',
        details: [
          { field: 'expiresAt', rule: 'maxLifetimeDays', message: expect.any(String) },
          { field: 'restrict', rule: 'restrictionRequired', message: expect.any(String) },
        ],
      },
    });
    const [record] = await app.dataSource.query<object[]>(
      `SELECT actor, details FROM audit_events WHERE action = 'policy.refused' ORDER BY id DESC`,
    );
    expect(record).toEqual({
      actor: owner.username,
      details: { rules: ['maxLifetimeDays', 'restrictionRequired'] },
    });
    const fine = { expiresAt: inDays(29), restrict: 'cidr', cidr: '10.0.0.0/8' };
    expect((await issue(own, fine)).status).toBe(201);
  });

  it('tells the admins of a team which requests for its assistants were refused', async () => {
    const [editor, stranger] = [await createUser(app), await createUser(app)];
    const team = await createTeam(app, [
      [owner, 'admin'],
      [editor, 'editor'],
    ]);
    const assistant = await createAssistant(app, { ownerId: team });
    await setInstance({ readOnlyOnly: true });
    const refusalsSeenBy = async ({ api }: TestUser) => {
      const { body } = await api.get(
        `/api/audit-events?action=policy.refused&actor=${editor.username}`,
      );
      return (body._embedded['inf:audit-event'] as { assistantId: string }[]).map(
        ({ assistantId }) => assistantId,
      );
    };

    expect((await issue(assistant, {}, editor.api)).status).toBe(422);

    expect(await refusalsSeenBy(stranger)).toEqual([]);
    expect(await refusalsSeenBy(owner)).toEqual([assistant.naturalId]);
  });

  it('holds a team only to its own rules and those of the instance', async () => {
    await setTeam({ readOnlyOnly: true });

    expect((await issue(ofTeam)).status).toBe(422);
    expect((await issue(own)).status).toBe(201);
    expect((await owner.api.delete(teamPath())).status).toBe(204);
    expect((await owner.api.delete(teamPath())).status).toBe(204);
    expect((await issue(ofTeam)).status).toBe(201);
  });

  it('limits personal tokens', async () => {
    const personal = (user: TestUser) => user.api.post('/api/tokens', { type: 'personal' });

    await setInstance({ personalTokens: 'admins' });
    expect((await personal(owner)).status).toBe(422);
    expect((await personal(admin)).status).toBe(201);
    await setInstance({ personalTokens: 'off' });
    expect((await personal(admin)).status).toBe(422);
  });

  it('limits the active tokens of an assistant', async () => {
    const assistant = await createAssistant(app, { ownerId: owner.username });
    await setInstance({ maxActiveTokensPerAssistant: 1 });

    expect((await issue(assistant)).status).toBe(201);
    expect(await issue(assistant)).toMatchObject({
      status: 422,
      body: { details: [{ field: 'assistantId', rule: 'maxActiveTokensPerAssistant' }] },
    });
  });

  it('limits the overlap of a rotation, but not one without an overlap', async () => {
    await setInstance({ minOverlapSeconds: 60, maxOverlapSeconds: 600 });
    const token = await createToken(app, { owner, assistant: own });
    const rotate = (overlapSeconds: number) =>
      owner.api.post(`/api/tokens/${token.id}/_rotate`, { overlapSeconds });

    expect((await rotate(59)).body.details).toMatchObject([{ rule: 'minOverlapSeconds' }]);
    expect((await rotate(601)).body.details).toMatchObject([{ rule: 'maxOverlapSeconds' }]);
    expect((await rotate(600)).status).toBe(200);
    expect((await rotate(0)).status).toBe(200);
  });

  describe('when an expiring personal token issues an assistant token', () => {
    const issuer = () => createToken(app, { owner, columns: { expiresAt: inDays(10) } });

    it('that token expires with it', async () => {
      const { api } = await issuer();

      const { status, body } = await issue(own, {}, api);

      expect(status).toBe(201);
      expect(Math.abs(Date.parse(body.expiresAt) - inDays(10).getTime())).toBeLessThan(60_000);
      expect(await issue(own, { expiresAt: inDays(11) }, api)).toMatchObject({
        status: 422,
        body: { details: [{ field: 'expiresAt', rule: 'mayOutliveIssuer' }] },
      });
    });

    it('may outlive it if the policy says so', async () => {
      await setInstance({ mayOutliveIssuer: true });
      const { api } = await issuer();

      expect((await issue(own, {}, api)).body).toMatchObject({ expiresAt: null });
    });
  });

  it('lets no token slip while a policy changes', async () => {
    const [answers] = await Promise.all([
      Promise.all(Array.from({ length: 10 }, () => issue(ofTeam))),
      setTeam({ readOnlyOnly: true }),
    ]);
    const after = await Promise.all(Array.from({ length: 5 }, () => issue(ofTeam)));

    expect(answers.every(({ status }) => [201, 422].includes(status))).toBe(true);
    expect(after.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422]);
  });
});
