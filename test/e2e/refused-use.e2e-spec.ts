import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { TestApp } from '../support/test-app.js';

describe('a request that is refused', () => {
  let app: TestApp;
  let admin: TestUser;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
  });

  afterAll(() => app.close());

  it('is no use of a token that may not be used from its address', async () => {
    const assistant = await createAssistant(app, { ownerId: admin.username });
    const token = await createToken(app, {
      owner: admin,
      assistant,
      columns: { restrict: 'cidr', cidr: '203.0.113.0/24' },
    });
    expect((await token.api.get('/api/auth/session')).body.code).toBe('address_not_allowed');
    await app.flushLastUses();
    const { body } = await admin.api.get(`/api/tokens/${token.id}`);
    expect(body.lastUsedAt).toBeNull();
    expect(body.lastUsedAddress).toBeNull();
  });

  it('does not repeat a secret that was sent as the name of a field', async () => {
    const answer = await app.api.post('/api/auth/login', { [admin.session]: 1 });
    expect(answer.body.code).toBe('validation_failed');
    expect(answer.text).not.toContain(admin.session);
  });

  it('does not list thousands of unknown fields', async () => {
    const fields = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`field${i}`, 1]));
    const answer = await app.api.post('/api/auth/login', fields);
    expect(answer.status).toBe(400);
    expect(answer.body.details).toBeUndefined();
  });

  it.each(['?x=Bearer%20', '?x=%20', '?access='])(
    'has a secret in its query: %s…',
    async (query) => {
      const answer = await app.api.get(`/api/auth/session${query}${admin.session}`);
      expect(answer.body.code).toBe('credential_in_request');
    },
  );

  it('has a secret in a field of a form', async () => {
    const answer = await app.api.post('/api/tokens', `token=${admin.session}`, {
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.body.code).toBe('credential_in_request');
  });

  it('came from a former admin, who keeps none of the permissions', async () => {
    const former = await createAdmin(app, { permissions: ['tokens:introspect', 'audit:read'] });
    const { body } = await admin.api.patch(`/api/users/${former.username}`, { role: 'member' });
    expect(body.permissions).toEqual(['assistants:create', 'tokens:create']);
    expect((await former.api.get('/api/auth/session')).body.permissions).toEqual(body.permissions);
  });
});
