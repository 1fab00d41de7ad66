import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CredentialsRepository } from '../../src/admission/resolution/credentials.repository.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { TestApp } from '../support/test-app.js';

describe('the log entry of a failure', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start();
    user = await createUser(app);
  });

  afterAll(() => app.close());

  afterEach(() => {
    jest.restoreAllMocks();
    app.log.text = '';
  });

  it('contains neither the statement nor its parameters', async () => {
    await app.dataSource.query('ALTER TABLE assistants RENAME COLUMN welcome TO renamed');
    try {
      const answer = await user.api.post('/api/assistants', {
        slug: 'confidential',
        name: 'Confidential',
      });
      expect(answer.status).toBe(500);
      const [failure] = app.log.lines.filter(({ err }) => err !== undefined);
      expect(failure?.err).toEqual({
        type: 'QueryFailedError',
        code: '42703',
        message: 'column "welcome" of relation "assistants" does not exist',
        in: expect.stringMatching(/^\w+\.\w+$/),
      });
      expect(app.log.text).not.toMatch(/insert into|confidential/i);
    } finally {
      await app.dataSource.query('ALTER TABLE assistants RENAME COLUMN renamed TO welcome');
    }
  });

  it.each([
    ['the service', new TypeError('It is broken.'), 500, 'error'],
    [
      'the database',
      Object.assign(new Error('It is away.'), { code: 'ECONNREFUSED' }),
      503,
      'warn',
    ],
  ])('names the error and the function, but no path: %s', async (_what, error, status, level) => {
    jest.spyOn(CredentialsRepository.prototype, 'findSession').mockRejectedValue(error);
    const stranger = await createUser(app);
    const answer = await stranger.api.get('/api/users');
    expect(answer.status).toBe(status);

    const lines = app.log.lines.filter(({ requestId }) => requestId === answer.body.requestId);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({ level, err: { type: error.name, message: error.message } });
    expect(lines[1]).toMatchObject({ msg: 'request', status });
    expect(lines[1]).not.toHaveProperty('err');
    expect(JSON.stringify(lines)).not.toMatch(/\.[jt]s\b|node_modules|stack/);
  });
});
