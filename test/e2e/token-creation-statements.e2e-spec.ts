import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { QueryWatch } from '../support/query-watch.js';
import { TestApp } from '../support/test-app.js';

/** What resolves the credential is another test's concern. */
const CREDENTIAL_QUERY = /FROM (token_secrets|sessions) s\s+JOIN/;

describe('the statements that create a token', () => {
  let app: TestApp;
  let queries: QueryWatch;
  let user: TestUser;
  let assistant: TestAssistant;
  let foreign: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start();
    queries = new QueryWatch(app);
    user = await createUser(app);
    const ownerId = await createTeam(app, [[user, 'editor']]);
    assistant = await createAssistant(app, { ownerId });
    foreign = await createAssistant(app, { ownerId: (await createUser(app)).username });
  });

  afterAll(() => app.close());

  async function statementsOf(status: number, request: () => Promise<Answer>): Promise<string[]> {
    const statements = await queries.during(async () => {
      expect((await request()).status).toBe(status);
    });
    return statements.filter((text) => !CREDENTIAL_QUERY.test(text));
  }

  it('are one, whoever asks for what', async () => {
    const personal = await createToken(app, { owner: user });
    const forAssistant = (assistantId: string) => ({ type: 'assistant', assistantId });
    const requests = [
      () => user.api.post('/api/tokens', { type: 'personal' }),
      () => user.api.post('/api/tokens', forAssistant(assistant.naturalId)),
      () => user.api.post('/api/tokens', forAssistant(assistant.id)),
      () => personal.api.post('/api/tokens', forAssistant(assistant.id)),
    ];
    for (const request of requests) {
      expect(await statementsOf(201, request)).toEqual([
        expect.stringContaining('INSERT INTO tokens'),
      ]);
    }
  });

  it('are one for a refusal, too', async () => {
    const body = { type: 'assistant', assistantId: foreign.id };
    expect(await statementsOf(404, () => user.api.post('/api/tokens', body))).toHaveLength(1);
  });

  it('are three with an Idempotency-Key, and one for its answer again', async () => {
    const api = user.api.with({ 'Idempotency-Key': 'counted' });
    const request = () => api.post('/api/tokens', { type: 'personal' });
    expect(await statementsOf(201, request)).toEqual([
      expect.stringContaining('INSERT INTO idempotency_keys'),
      expect.stringContaining('INSERT INTO tokens'),
      expect.stringContaining('UPDATE idempotency_keys'),
    ]);
    expect(await statementsOf(201, request)).toEqual([
      expect.stringContaining('INSERT INTO idempotency_keys'),
    ]);
  });

  it('are none for a body that is wrong', async () => {
    const body = { type: 'assistant' };
    expect(await statementsOf(400, () => user.api.post('/api/tokens', body))).toEqual([]);
  });
});
