import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Api } from '../support/api.js';
import { TestApp } from '../support/test-app.js';

/** Together far more than the buffers between the service and a client hold. */
const EVENTS = 4_000;
const REASON_LENGTH = 4_000;

describe('an export of the trail', () => {
  let app: TestApp;
  let admin: TestUser;
  let teamAdmin: TestUser;
  let team: string;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
    teamAdmin = await createUser(app);
    team = await createTeam(app, [[teamAdmin, 'admin']]);
    await app.dataSource.query(
      `INSERT INTO audit_events (id, at, action, subject_type, subject_id, team_id, reason)
       SELECT gen_random_uuid(), $1, 'test.filled', 'test', 'filler', $2, repeat('x', $3)
       FROM generate_series(1, ${EVENTS})`,
      [app.clock.now(), team, REASON_LENGTH],
    );
  });

  afterAll(() => app.close());

  /** @returns how many events the client got, and whether the response broke off */
  async function read(by: Api, query: string, afterFirstChunk: () => Promise<unknown>) {
    const response = await by.raw('GET', `/api/audit-events${query}`, {
      headers: { Accept: 'application/x-ndjson' },
    });
    expect(response.status).toBe(200);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const decoder = new TextDecoder();
    let text = '';
    try {
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
        if (text === '') await afterFirstChunk();
        text += decoder.decode(chunk.value, { stream: true });
      }
      return { events: countIn(text), isWhole: true };
    } catch {
      return { events: countIn(text), isWhole: false };
    }
  }

  const countIn = (text: string) => text.split('test.filled').length - 1;

  it.each(['', '?action=test.filled'])('with the query "%s" contains everything', async (query) => {
    const none = () => Promise.resolve();
    expect(await read(admin.api, query, none)).toEqual({ events: EVENTS, isWhole: true });
  });

  it.each(['', '?action=test.filled'])(
    'with the query "%s" breaks off when its token is paused',
    async (query) => {
      const token = await createToken(app, { owner: admin });
      const pause = () => admin.api.post(`/api/tokens/${token.id}/_pause`);

      const { events, isWhole } = await read(token.api, query, pause);

      expect(isWhole).toBe(false);
      expect(events).toBeLessThan(EVENTS);
    },
  );

  it('breaks off when its reader loses the permission', async () => {
    const reader = await createUser(app, { permissions: ['audit:read'] });
    const take = () => admin.api.patch(`/api/users/${reader.username}`, { permissions: [] });

    expect(await read(reader.api, '?action=test.filled', take)).toMatchObject({ isWhole: false });
  });

  it('breaks off when its reader is no admin of the team any more', async () => {
    const path = `/api/teams/${team}/members/${teamAdmin.username}`;
    const demote = () => admin.api.put(path, { role: 'viewer' });

    const { events, isWhole } = await read(teamAdmin.api, '?action=test.filled', demote);

    expect(isWhole).toBe(false);
    expect(events).toBeLessThan(EVENTS);
  });
});
