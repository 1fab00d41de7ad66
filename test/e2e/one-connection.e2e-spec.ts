import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createAssistant } from '../factories/assistants.factory.js';
import { createServiceAccount } from '../factories/service-accounts.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { TestApp } from '../support/test-app.js';

/**
 * A transaction that needs a second connection waits for ever if all connections belong to such
 * transactions. So a few clients could stop the service.
 */
describe('with one connection to the database', () => {
  let app: TestApp;
  let manager: TestUser;
  let team: string;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start({ env: { DATABASE_POOL_SIZE: '1' } });
    manager = await createUser(app);
    team = await createTeam(app, [[manager, 'admin']]);
    assistant = await createAssistant(app, { ownerId: team });
  });

  afterAll(() => app.close());

  it.each(['_pause', '_resume', '_transfer', '_revoke'])(
    'a manager changes the tokens of an account by a filter with %s',
    async (route) => {
      const account = await createServiceAccount(app, team);
      const { id } = await createToken(app, { owner: account, assistant });
      if (route === '_resume') await manager.api.post(`/api/tokens/${id}/_pause`);

      const { status, body } = await manager.api.post(`/api/tokens/${route}`, {
        filter: { ownerId: account.username },
        expectedCount: 1,
        ...(route === '_transfer' && { toOwner: manager.username }),
      });

      expect([status, body.results?.[0]]).toEqual([
        200,
        expect.objectContaining({ id, code: null }),
      ]);
    },
  );

  it('many of its requests are all answered', async () => {
    const { username: ownerId } = await createServiceAccount(app, team);
    const body = { filter: { ownerId }, expectedCount: 0 };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => manager.api.post('/api/tokens/_pause', body)),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  });
});
