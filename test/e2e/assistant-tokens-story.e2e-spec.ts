import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTeam } from '../factories/teams.factory.js';
import { createAdmin } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { TestApp } from '../support/test-app.js';

describe('an assistant token, from its creation to its revocation', () => {
  let app: TestApp;
  let admin: TestUser;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app, { username: 'admin' });
    await createTeam(app, [], 'team');
  });

  afterAll(() => app.close());

  it('reaches its assistant and nothing else, until it is revoked', async () => {
    const assistant = await admin.api.post('/api/assistants', {
      ownerId: 'team',
      slug: 'sales-assistant',
      name: 'Sales assistant',
    });
    expect(assistant.status).toBe(201);
    const created = await admin.api.post('/api/tokens', {
      type: 'assistant',
      assistantId: 'team:sales-assistant',
      notes: 'Production API integration',
    });
    expect(created.status).toBe(201);
    expect(created.headers.get('Cache-Control')).toBe('no-store');
    expect(created.headers.get('Location')).toBe(`/api/tokens/${created.body.id}`);

    const holder = app.api.as(created.body.token);
    expect((await holder.get('/api/assistants/team:sales-assistant')).status).toBe(200);
    expect((await holder.get('/api/assistants/team:other')).body.code).toBe('insufficient_scope');

    const rotated = await holder.post('/api/tokens/self/_rotate', { overlapSeconds: 60 });
    expect(rotated.status).toBe(200);
    expect(rotated.body.id).toBe(created.body.id);
    const renewed = app.api.as(rotated.body.token);
    expect((await holder.get('/api/tokens/self')).status).toBe(200);
    expect((await renewed.get('/api/tokens/self')).status).toBe(200);

    expect((await admin.api.delete(`/api/tokens/${created.body.id}`)).status).toBe(204);
    expect((await renewed.get('/api/tokens/self')).status).toBe(401);
    expect((await holder.get('/api/tokens/self')).status).toBe(401);
  });
});
