import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { CREDENTIAL_QUERY, QueryWatch } from '../support/query-watch.js';
import { TestApp } from '../support/test-app.js';

describe('the statements that create a token', () => {
  let app: TestApp;
  let queries: QueryWatch;
  let user: TestUser;
  let own: TestAssistant;
  let ofTeam: TestAssistant;
  let foreign: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start();
    queries = new QueryWatch(app);
    user = await createUser(app);
    own = await createAssistant(app, { ownerId: user.username });
    const team = await createTeam(app, [[user, 'editor']]);
    ofTeam = await createAssistant(app, { ownerId: team });
    foreign = await createAssistant(app, { ownerId: (await createUser(app)).username });
  });

  afterAll(() => app.close());

  async function statementsOf(status: number, request: () => Promise<Answer>): Promise<string[]> {
    const statements = await queries.during(async () => {
      expect((await request()).status).toBe(status);
    });
    return statements.map((text) => text.trim()).filter((text) => !CREDENTIAL_QUERY.test(text));
  }

  const GATE = /^SELECT pg_advisory_xact_lock_shared/;
  const ASSISTANT = /FROM assistants[^]* FOR KEY SHARE$/;
  const CALLER = /^SELECT role, permissions, disabled/;
  const TEAM_ROLE = /FROM "team_members"/;
  const WRITES = [
    /^SELECT id, team_id[^]* FROM users/,
    /^SELECT FROM policies[^]* FOR SHARE$/,
    /FROM "policies"/,
    /^SELECT pg_advisory_xact_lock_shared/,
    /^SELECT count[^]* FROM tokens/,
    /INSERT INTO tokens [^]* INSERT INTO token_secrets /,
    /^INSERT INTO audit_events\s/,
  ];
  const EVENT = /publish_webhook_event/;

  const inTransaction = (...statements: RegExp[]) =>
    [/^START TRANSACTION$/, ...statements, /^COMMIT$/].map(matching);
  const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);
  const forAssistant = ({ id }: TestAssistant) => ({ type: 'assistant', assistantId: id });

  it('are eleven for a personal token, in one transaction', async () => {
    const request = () => user.api.post('/api/tokens', { type: 'personal' });
    expect(await statementsOf(201, request)).toEqual(inTransaction(GATE, CALLER, ...WRITES));
  });

  it('are thirteen for an assistant token, whoever owns the assistant', async () => {
    const request = () => user.api.post('/api/tokens', forAssistant(own));
    expect(await statementsOf(201, request)).toEqual(
      inTransaction(GATE, ASSISTANT, CALLER, ...WRITES, EVENT),
    );
  });

  it('are one more to find the role in the team that owns the assistant', async () => {
    const personal = await createToken(app, { owner: user });
    const body = (assistantId: string) => ({ type: 'assistant', assistantId });
    const requests = [
      () => user.api.post('/api/tokens', body(ofTeam.naturalId)),
      () => user.api.post('/api/tokens', body(ofTeam.id)),
      () => personal.api.post('/api/tokens', body(ofTeam.id)),
    ];
    for (const request of requests) {
      expect(await statementsOf(201, request)).toEqual(
        inTransaction(GATE, ASSISTANT, CALLER, TEAM_ROLE, ...WRITES, EVENT),
      );
    }
  });

  it('write nothing for a refusal', async () => {
    const request = () => user.api.post('/api/tokens', forAssistant(foreign));
    expect(await statementsOf(404, request)).toEqual(
      [/^START TRANSACTION$/, GATE, ASSISTANT, CALLER, TEAM_ROLE, /^ROLLBACK$/].map(matching),
    );
  });

  it('are the same, however many tokens there are', async () => {
    const request = () => user.api.post('/api/tokens', forAssistant(own));
    const before = await statementsOf(201, request);
    for (let made = 0; made < 5; made++) await createToken(app, { owner: user, assistant: own });
    expect(await statementsOf(201, request)).toEqual(before);
  });

  it('are two more with an Idempotency-Key, and one for a replay', async () => {
    const api = user.api.with({ 'Idempotency-Key': 'counted' });
    const request = () => api.post('/api/tokens', { type: 'personal' });
    expect(await statementsOf(201, request)).toEqual([
      matching(/INSERT INTO idempotency_keys/),
      ...inTransaction(GATE, CALLER, ...WRITES),
      matching(/UPDATE idempotency_keys/),
    ]);
    expect(await statementsOf(201, request)).toEqual([matching(/INSERT INTO idempotency_keys/)]);
  });

  it('are none for an invalid body', async () => {
    const body = { type: 'assistant' };
    expect(await statementsOf(400, () => user.api.post('/api/tokens', body))).toEqual([]);
  });
});
