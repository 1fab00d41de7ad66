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

  it('does not count as a use if the address is not allowed', async () => {
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

  it.each([
    ['/api/users?limit=-1', 'limit must not be less than 1'],
    ['/api/users?limit=201', 'limit must not be greater than 200'],
    ['/api/users?limit=', 'limit must be an integer number'],
    ['/api/users?start=-1', 'start must not be less than 0'],
    ['/api/users?wrong=1', 'wrong is not a known property'],
  ])('gets one correct message for a parameter: %s', async (path, message) => {
    const { body } = await admin.api.get(path);
    expect(body.details).toEqual([{ field: message.split(' ')[0], message }]);
  });

  it.each([
    [{ type: 'personal', rateLimitPerMinute: '5' }, 'rateLimitPerMinute must be an integer number'],
    [{ type: 'personal', notes: null }, 'notes must be a string'],
    [{ type: 'personal', cidr: 7 }, 'cidr must be a string'],
  ])('gets one correct message for a field: %j', async (fields, message) => {
    const { body } = await admin.api.post('/api/tokens', fields);
    expect(body.details).toEqual([{ field: message.split(' ')[0], message }]);
  });

  it('has no body although one is required', async () => {
    const answer = await admin.api.patch(`/api/users/${admin.username}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
  });

  it('names the assistant of the token in another case', async () => {
    const assistant = await createAssistant(app, { ownerId: admin.username });
    const { api } = await createToken(app, { owner: admin, assistant });
    const named = await api.get(`/api/assistants/${assistant.naturalId.toUpperCase()}`);
    expect([named.status, named.body.code]).toEqual([403, 'insufficient_scope']);
    expect((await api.get(`/api/assistants/${assistant.id.toUpperCase()}`)).status).toBe(200);
    expect((await api.get('/api/tokens/SELF')).body.code).toBe('insufficient_scope');
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

  it('has a secret in any field of a multipart form', async () => {
    const field = 'Content-Disposition: form-data; name="note"';
    const form = `--x\r\n${field}\r\n\r\n${admin.session}\r\n--x--\r\n`;
    const answer = await app.api.post('/api/tokens', form, {
      headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
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
