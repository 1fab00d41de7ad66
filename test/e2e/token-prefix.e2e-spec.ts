import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createChild } from '../factories/children.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { TestApp } from '../support/test-app.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';

const VALUE = /^acme_t_[0-9A-Za-z]{42}$/;
const WHO_AM_I = '/api/auth/session';

describe('TOKEN_PREFIX', () => {
  let database: TestDatabase;
  let app: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await TestApp.start({ env: { TOKEN_PREFIX: 'acme_' }, database });
    owner = await createUser(app, { permissions: ['tokens:create', 'tokens:introspect'] });
    assistant = await createAssistant(app, { ownerId: owner.username });
  });

  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  const issue = (headers: Record<string, string> = {}) =>
    owner.api
      .with(headers)
      .post('/api/tokens', { type: 'assistant', assistantId: assistant.naturalId });

  it('begins the values of new tokens and child tokens, and is part of the hint', async () => {
    const { body } = await issue();
    const token = app.api.as(body.token);
    const child = await token.post('/api/tokens/_derive', {});
    const rotated = await owner.api.post(`/api/tokens/${body.id}/_rotate`, {});

    expect(body.token).toMatch(VALUE);
    expect(rotated.body.token).toMatch(VALUE);
    expect(child.body.token).toMatch(/^acme_c_[0-9A-Za-z]{42}$/);
    const read = await owner.api.get(`/api/tokens/${body.id}`);
    expect(read.body.token).toBe(`${rotated.body.token.slice(0, 13)}…`);
  });

  it('is what the OpenAPI document of the instance describes', async () => {
    const { body: document } = await app.api.get('/api/openapi.json');
    const { body } = await issue();

    const { pattern } = document.components.schemas.IssuedToken.properties.token;
    expect(body.token).toMatch(new RegExp(pattern as string));
  });

  it('leaves sessions as they are', () => {
    expect(owner.session).toMatch(/^i5s_/);
  });

  it('keeps the tokens valid that have another prefix', async () => {
    const earlier = await createToken(app, { owner, assistant });
    const { body: current } = await issue();
    const back = await TestApp.start({ database });

    try {
      expect(earlier.secret).toMatch(/^i5t_/);
      expect((await earlier.api.get(WHO_AM_I)).status).toBe(200);
      expect((await back.api.as(current.token).get(WHO_AM_I)).status).toBe(200);
      const child = await createChild(app, earlier);
      expect((await child.api.get(WHO_AM_I)).status).toBe(200);
    } finally {
      await back.close();
    }
  });

  it('lets other services verify the tokens, with and without the lane', async () => {
    const { body } = await issue();
    const child = await app.api.as(body.token).post('/api/tokens/_derive', {});

    for (const value of [body.token, child.body.token] as string[]) {
      const verified = await app.api.as(value).get('/api/auth/verify');
      expect(verified.status).toBe(200);
      expect(verified.headers.get('X-Auth-Assistant-Id')).toBe(assistant.naturalId);
      const answer = await owner.api.post('/api/tokens/_introspect', { token: value });
      expect(answer.body).toMatchObject({ active: true });
    }
  });

  it('lets the holder revoke a token by its value', async () => {
    const { body } = await issue();

    await app.api.post('/api/oauth/revoke', { token: body.token });

    expect((await app.api.as(body.token).get(WHO_AM_I)).status).toBe(401);
  });

  it('refuses a value of any prefix in a query, and does not log it', async () => {
    const { body } = await issue();

    const answer = await owner.api.get(`/api/tokens?username=${body.token}`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'credential_in_request' } });
    expect((await owner.api.get(`/api/tokens/${body.token}`)).status).toBe(404);
    expect(app.log.text).not.toContain(body.token);
  });

  it('hides the value in a replayed response', async () => {
    const headers = { 'Idempotency-Key': 'prefix-1' };
    const { body } = await issue(headers);
    const again = await issue(headers);

    expect(body.token).toMatch(VALUE);
    expect(again.body).toMatchObject({ id: body.id, notice: expect.any(String) });
    expect(again.body.token).toBe(`${body.token.slice(0, 13)}…`);
  });
});
