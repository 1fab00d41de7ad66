import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createChild } from '../factories/children.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { generateSecret } from '../../src/admission/credentials/secret.js';
import { fingerprintOf } from '../support/fingerprint.js';
import { TestApp } from '../support/test-app.js';

const FIND = '/api/tokens/_find';

describe('POST /api/tokens/_find', () => {
  let app: TestApp;
  let owner: TestUser;
  let finder: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start();
    owner = await createUser(app);
    finder = await createUser(app, { permissions: ['tokens:find'] });
    assistant = await createAssistant(app, { ownerId: owner.username });
  });

  afterAll(() => app.close());

  it('needs the permission tokens:find, also for the own tokens', async () => {
    const token = await createToken(app, { owner, assistant });
    const before = await fingerprintOf(app);

    expect(await owner.api.post(FIND, { value: token.secret })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    expect(await fingerprintOf(app)).toBe(before);
  });

  it.each([
    ['an unknown value', () => generateSecret('i5t_')],
    ['an unknown value of a child token', () => generateSecret('i5c_')],
    ['a mistyped value', () => `i5t_${'0'.repeat(42)}`],
    ['a session', () => owner.session],
    ['a text', () => 'hello'],
    ['nothing', () => ''],
  ])('does not find %s', async (_name, value) => {
    expect(await finder.api.post(FIND, { value: value() })).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
  });

  it('refuses a body without a value', async () => {
    expect(await finder.api.post(FIND, {})).toMatchObject({
      status: 400,
      body: { code: 'validation_failed', details: [{ field: 'value' }] },
    });
  });

  it('names the token of a live value, masked, with the links of the caller', async () => {
    const token = await createToken(app, { owner, assistant, columns: { notes: 'CRM' } });

    const { status, body } = await finder.api.post(FIND, { value: token.secret });

    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: token.id,
      username: owner.username,
      notes: 'CRM',
      status: 'active',
      token: `${token.secret.slice(0, 10)}…`,
    });
    expect(body._links).toHaveProperty('self');
    expect(body._links).not.toHaveProperty('inf:revoke');
    expect(app.log.text).not.toContain(token.secret);
  });

  it('names the token of a retired value, which is no reuse', async () => {
    const token = await createToken(app, { owner, assistant, columns: { onReuse: 'revoke' } });
    await owner.api.post(`/api/tokens/${token.id}/_rotate`, {});

    const { body } = await finder.api.post(FIND, { value: token.secret });

    expect(body).toMatchObject({ id: token.id, status: 'active', reusedAt: null });
  });

  it('names a revoked and an expired token', async () => {
    const revoked = await createToken(app, { owner, columns: { revokedAt: app.clock.now() } });
    const expired = await createToken(app, { owner, columns: { expiresAt: app.clock.now() } });

    for (const [token, status] of [
      [revoked, 'revoked'],
      [expired, 'expired'],
    ] as const) {
      const { body } = await finder.api.post(FIND, { value: token.secret });
      expect(body).toMatchObject({ id: token.id, type: 'personal', status });
    }
  });

  it('names a child token', async () => {
    const parent = await createToken(app, { owner, assistant });
    const child = await createChild(app, parent);

    const { body } = await finder.api.post(FIND, { value: child.secret });

    expect(body).toMatchObject({ id: child.id, type: 'child', parentId: parent.id });
  });
});
