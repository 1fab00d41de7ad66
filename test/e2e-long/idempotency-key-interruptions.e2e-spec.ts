import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeamAssistant } from '../factories/team-assistant.factory.js';
import { createAdmin } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { BrokenWire } from '../support/broken-wire.js';
import { TestApp } from '../support/test-app.js';

const HINT = /^i5t_[0-9A-Za-z]{6}…$/;
const INSERT_TOKEN = 'INSERT INTO tokens';
/** The whole statement on the wire. */
const COMMIT = 'COMMIT\0';
const VALUE = /^i5t_[0-9A-Za-z]{42}$/;

describe('an Idempotency-Key, when the connection to the database is lost', () => {
  let app: TestApp;
  let wire: BrokenWire;
  let wired: TestApp;
  let admin: TestUser;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
  });

  afterAll(() => app.close());

  beforeEach(async () => {
    wire = await BrokenWire.to(app.database.url);
    wired = await TestApp.start({ database: { url: wire.url, drop: () => Promise.resolve() } });
  });

  afterEach(async () => {
    await wired.close();
    await wire.close();
    await app.dataSource.query('DELETE FROM idempotency_keys');
    await app.dataSource.query('DELETE FROM tokens');
  });

  const post = (path: string, body: object, { session } = admin): Promise<Answer> =>
    wired.api.as(session).with({ 'Idempotency-Key': 'one' }).post(path, body);
  const issue = (body: object = { type: 'personal' }) => post('/api/tokens', body);

  async function count(table: string): Promise<number> {
    const [row] = await app.dataSource.query<[{ count: number }]>(
      `SELECT count(*)::int AS count FROM ${table}`,
    );
    return row.count;
  }

  /** @returns the response to the request during which the connection breaks */
  async function broken(
    marker: string,
    kind: 'before' | 'after',
    request: () => Promise<Answer>,
  ): Promise<Answer> {
    const breaks = wire.breakAt(marker, kind, marker === COMMIT ? INSERT_TOKEN : '');
    const [answer] = await Promise.all([request(), breaks]);
    return answer;
  }

  /** An attempt that could not write has ended when its lock expires. */
  function waitForLock(): void {
    wired.clock.advance({ seconds: 21 });
  }

  it('before the claim: creates nothing', async () => {
    const failed = await broken('INSERT INTO idempotency_keys', 'before', issue);
    expect([failed.status, await count('tokens')]).toEqual([503, 0]);
    expect((await issue()).body.token).toMatch(VALUE);
    expect(await count('tokens')).toBe(1);
  });

  it.each([
    ['before its first row is written', INSERT_TOKEN, 'before'],
    ['after its first row is written', INSERT_TOKEN, 'after'],
    ['before the commit', COMMIT, 'before'],
  ] as const)('%s: makes the token with the next attempt', async (_when, marker, kind) => {
    const failed = await broken(marker, kind, issue);
    expect([failed.status, await count('tokens')]).toEqual([503, 0]);
    waitForLock();
    expect((await issue()).body.token).toMatch(VALUE);
    expect(await count('tokens')).toBe(1);
  });

  it('after the token was created: returns it masked, and creates no second one', async () => {
    const failed = await broken(COMMIT, 'after', issue);
    expect([failed.status, await count('tokens')]).toEqual([503, 1]);
    waitForLock();
    for (const again of [await issue(), await issue()]) {
      expect(again.status).toBe(201);
      expect(again.headers.get('Idempotency-Replayed')).toBe('true');
      expect(again.headers.get('Location')).toBe(`/api/tokens/${again.body.id as string}`);
      expect(again.body.token).toMatch(HINT);
      expect(again.body.notice).toContain('shown once');
    }
    expect(await count('tokens')).toBe(1);
    expect((await issue({ type: 'personal', notes: 'other' })).status).toBe(422);
    expect(await count('tokens')).toBe(1);
  });

  it.each(['before', 'after'] as const)(
    '%s the response is stored: the response is sent',
    async (kind) => {
      const first = await broken('UPDATE idempotency_keys', kind, issue);
      expect(first.status).toBe(201);
      expect(first.body.token).toMatch(VALUE);
      waitForLock();
      const again = await issue();
      expect([again.status, again.body.id]).toEqual([201, first.body.id]);
      expect(again.body.token).toMatch(HINT);
      expect(await count('tokens')).toBe(1);
    },
  );

  it('after an assistant was created: returns it', async () => {
    const create = () => post('/api/assistants', { slug: 'made-once', name: 'Once' });
    const first = await broken('UPDATE idempotency_keys', 'before', create);
    expect([first.status, await count('assistants')]).toEqual([201, 1]);
    waitForLock();
    const again = await create();
    expect(again.status).toBe(201);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    expect(again.body).toEqual(first.body);
    expect(await count('assistants')).toBe(1);
  });

  describe('when the user has left the team in the meantime', () => {
    let editor: TestUser;
    let assistant: TestAssistant;
    let team: string;

    beforeEach(async () => {
      ({ editor, assistant } = await createTeamAssistant(app));
      team = assistant.naturalId.split(':', 1).join();
    });

    async function expectHidden(create: () => Promise<Answer>): Promise<void> {
      expect((await broken('UPDATE idempotency_keys', 'before', create)).status).toBe(201);
      await admin.api.delete(`/api/teams/${team}/members/${editor.username}`);
      waitForLock();
      const again = await create();
      expect([again.status, again.body.code]).toEqual([404, 'not_found']);
    }

    it('shows no webhook', async () => {
      const body = { url: 'https://hooks.example.com/', events: ['token.created'] };
      await expectHidden(() => post(`/api/assistants/${assistant.id}/webhooks`, body, editor));
      expect(await count('webhooks')).toBe(1);
    });

    it('shows no assistant', async () => {
      const body = { ownerId: team, slug: 'left-behind', name: 'Left' };
      await expectHidden(() => post('/api/assistants', body, editor));
    });
  });
});
