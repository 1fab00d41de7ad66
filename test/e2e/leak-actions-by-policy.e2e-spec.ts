import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createChild } from '../factories/children.factory.js';
import { createServiceAccount } from '../factories/service-accounts.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { auditedLeaks, reportsHandled } from '../support/leaks.js';
import { expectInvalid } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const INSTANCE = '/api/policies/instance';

describe('the rule leakAction', () => {
  let app: TestApp;
  let admin: TestUser;
  let owner: TestUser;
  let team: string;
  let ofTeam: TestAssistant;
  let other: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
    owner = await createUser(app);
    team = await createTeam(app, [[owner, 'admin']]);
    ofTeam = await createAssistant(app, { ownerId: team });
    other = await createAssistant(app, { ownerId: owner.username, shared: true });
  });

  beforeEach(async () => {
    await app.dataSource.query(`UPDATE policies SET rules = '{}'`);
  });

  afterAll(() => app.close());

  const setInstance = async (rules: object) => {
    expect((await admin.api.put(INSTANCE, rules)).status).toBe(200);
  };
  const setTeam = async (rules: object) => {
    expect((await owner.api.put(`/api/policies/teams/${team}`, rules)).status).toBe(200);
  };
  const leak = async (...tokens: TestToken[]) => {
    await app.api.post('/api/leaks', { tokens: tokens.map(({ secret }) => secret) });
    await reportsHandled(app);
  };
  const statusOf = async ({ id }: { id: string }) =>
    (await admin.api.get(`/api/tokens/${id}`)).body.status as string;

  it('is refused with another value, and looser than that of the instance', async () => {
    await expectInvalid(app, () => admin.api.put(INSTANCE, { leakAction: 'delete' }), [
      'leakAction',
    ]);
    await setInstance({ leakAction: 'pause' });

    const path = `/api/policies/teams/${team}`;
    expect(await owner.api.put(path, { leakAction: 'alert' })).toMatchObject({
      status: 422,
      body: { details: [{ field: 'leakAction', rule: 'leakAction' }] },
    });
  });

  it('of the instance holds for all tokens', async () => {
    await setInstance({ leakAction: 'revoke' });
    const token = await createToken(app, { owner, assistant: other });
    const personal = await createToken(app, { owner });

    await leak(token, personal);

    expect([await statusOf(token), await statusOf(personal)]).toEqual(['revoked', 'revoked']);
    expect(await auditedLeaks(app, token.id)).toMatchObject([
      { action: 'token.leaked', details: { action: 'revoke' } },
      { action: 'token.revoked', reason: 'leaked' },
    ]);
  });

  it('of a team holds for its assistants and service accounts alone', async () => {
    await setTeam({ leakAction: 'pause' });
    const account = await createServiceAccount(app, team);
    const tokens = await Promise.all([
      createToken(app, { owner, assistant: ofTeam }),
      createToken(app, { owner: account, assistant: other }),
      createToken(app, { owner, assistant: other }),
      createToken(app, { owner }),
    ]);

    await leak(...tokens);

    const statuses = await Promise.all(tokens.map(statusOf));
    expect(statuses).toEqual(['paused', 'paused', 'active', 'active']);
  });

  it('of a child token is that of its parent', async () => {
    await setTeam({ leakAction: 'pause' });
    const parent = await createToken(app, { owner, assistant: ofTeam });
    const child = await createChild(app, parent);

    await app.api.post('/api/leaks', { tokens: [child.secret] });
    await reportsHandled(app);

    expect(await statusOf(child)).toBe('revoked');
    expect(await statusOf(parent)).toBe('active');
  });

  it('applies the strictest of the policies', async () => {
    await setInstance({ leakAction: 'pause' });
    await setTeam({ leakAction: 'revoke' });
    const [revoked, paused] = [
      await createToken(app, { owner, assistant: ofTeam }),
      await createToken(app, { owner, assistant: other }),
    ];

    await leak(revoked, paused);

    expect([await statusOf(revoked), await statusOf(paused)]).toEqual(['revoked', 'paused']);
  });
});

it('never does less than LEAK_ACTION', async () => {
  const app = await TestApp.start({ env: { LEAK_ACTION: 'pause' } });
  try {
    const admin = await createAdmin(app);
    expect((await admin.api.put(INSTANCE, { leakAction: 'alert' })).status).toBe(200);
    const { id, secret } = await createToken(app, { owner: admin });

    await app.api.post('/api/leaks', { tokens: [secret] });
    await reportsHandled(app);

    expect((await admin.api.get(`/api/tokens/${id}`)).body.status).toBe('paused');
  } finally {
    await app.close();
  }
});
