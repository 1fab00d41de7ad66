import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateSecret } from '../../src/admission/credentials/secret.js';
import { createToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Api } from '../support/api.js';
import { TestApp } from '../support/test-app.js';

describe('VALUE_LOOKUPS_PER_MINUTE', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ env: { VALUE_LOOKUPS_PER_MINUTE: '3' } });
  });

  afterAll(() => app.close());

  const newFinder = (): Promise<TestUser> => createUser(app, { permissions: ['tokens:find'] });
  const find = (api: Api) => api.post('/api/tokens/_find', { value: generateSecret('i5t_') });
  const explain = (api: Api) =>
    api.post('/api/tokens/_explain', {
      value: generateSecret('i5t_'),
      path: '/api/auth/session',
    });

  it('limits what a user asks about, with all credentials and both operations together', async () => {
    const finder = await newFinder();
    const personal = await createToken(app, { owner: finder });
    for (const [ask, api, left] of [
      [find, finder.api, 2],
      [explain, personal.api, 1],
      [find, personal.api, 0],
    ] as const) {
      const answer = await ask(api);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('RateLimit')).toMatch(new RegExp(`^"lookups";r=${left};t=\\d+$`));
    }

    for (const [ask, api] of [
      [find, finder.api],
      [explain, finder.api],
      [find, personal.api],
    ] as const) {
      const refused = await ask(api);
      expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
      expect(refused.headers.get('Retry-After')).toMatch(/^\d+$/);
    }
    expect((await finder.api.get('/api/auth/session')).status).toBe(200);
  });

  it('counts each user alone, and not who may not ask', async () => {
    const finder = await newFinder();
    const other = await createUser(app);
    for (let i = 0; i < 5; i++) expect((await find(other.api)).status).toBe(403);

    expect((await find(finder.api)).status).toBe(404);
  });

  it('holds when many requests come at once', async () => {
    const finder = await newFinder();
    const answers = await Promise.all(Array.from({ length: 10 }, () => find(finder.api)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 404)).toHaveLength(3);
    expect(statuses.filter((status) => status === 429)).toHaveLength(7);
  });
});
