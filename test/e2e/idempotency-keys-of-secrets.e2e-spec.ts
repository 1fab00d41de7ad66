import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { BrokenWire } from '../support/broken-wire.js';
import { dumpDatabase } from '../support/database-rows.js';
import { Phone } from '../support/phone.js';
import { TestApp } from '../support/test-app.js';

const DERIVE = '/api/tokens/_derive';
const CHILD_HINT = /^i5c_[0-9A-Za-z]{6}…$/;
const WEBHOOK = { url: 'https://hooks.example.com/in', events: ['token.created'] };

describe('an Idempotency-Key for a resource whose value is shown once', () => {
  let app: TestApp;
  let wire: BrokenWire;
  let wired: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;
  let parent: TestToken;

  beforeAll(async () => {
    app = await TestApp.start();
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
  });

  afterAll(() => app.close());

  beforeEach(async () => {
    parent = await createToken(app, { owner, assistant });
    wire = await BrokenWire.to(app.database.url);
    wired = await TestApp.start({ database: { url: wire.url, drop: () => Promise.resolve() } });
  });

  afterEach(async () => {
    await wired.close();
    await wire.close();
    for (const table of ['idempotency_keys', 'child_tokens', 'webhooks']) {
      await app.dataSource.query(`DELETE FROM ${table}`);
    }
  });

  async function count(table: string): Promise<number> {
    const [row] = await app.dataSource.query<[{ count: number }]>(
      `SELECT count(*)::int AS count FROM ${table}`,
    );
    return row.count;
  }

  const post = (secret: string, path: string, body: object, headers = {}): Promise<Answer> =>
    wired.api.as(secret).with({ 'Idempotency-Key': 'one' }).post(path, body, { headers });
  const derive = (headers = {}) => post(parent.secret, DERIVE, { label: 'iPhone' }, headers);
  const createWebhook = () =>
    post(owner.session, `/api/assistants/${assistant.id}/webhooks`, WEBHOOK);

  function expectReplayed(again: Answer, first: Answer['body'], value: object): void {
    expect(again.status).toBe(201);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    expect(again.headers.get('Cache-Control')).toBe('no-store');
    expect(again.body).toEqual({
      ...first,
      ...value,
      notice: expect.stringContaining('shown once'),
    });
  }

  it('is separate for another parent token', async () => {
    const first = await derive();
    const other = await createToken(app, { owner, assistant });
    const theirs = await post(other.secret, DERIVE, { label: 'iPhone' });
    expect([first.status, theirs.status]).toEqual([201, 201]);
    expect(theirs.body.parentId).toBe(other.id);
    expect(await count('child_tokens')).toBe(2);
  });

  it('belongs to another request with the proof of another key', async () => {
    const [phone, thief] = [await Phone.make(), await Phone.make()];
    const proofOf = async (of: Phone) => ({
      DPoP: await of.proof(wired.api.url + DERIVE, 'POST'),
    });
    const asked = await derive(await proofOf(phone));
    phone.nonce = thief.nonce = asked.headers.get('DPoP-Nonce') ?? '';

    const first = await derive(await proofOf(phone));
    expect([first.status, first.body.dpopJkt]).toEqual([201, phone.jkt]);
    expect((await derive(await proofOf(thief))).body.code).toBe('idempotency_key_reused');
    expect((await derive()).body.code).toBe('idempotency_key_reused');
    expectReplayed(await derive(await proofOf(phone)), first.body, {
      token: expect.stringMatching(CHILD_HINT),
    });
    expect(await count('child_tokens')).toBe(1);
  });

  it('returns a child again without its value', async () => {
    const first = await derive();
    expect(first.body.token).toMatch(/^i5c_[0-9A-Za-z]{42}$/);
    expectReplayed(await derive(), first.body, { token: expect.stringMatching(CHILD_HINT) });
    expect(await dumpDatabase(app)).not.toContain(first.body.token.slice(10));
  });

  it('returns a webhook again without its secret', async () => {
    const first = await createWebhook();
    expect(first.body.secret).toMatch(/^whsec_[0-9A-Za-z+/]{43}=$/);
    expectReplayed(await createWebhook(), first.body, { secret: 'whsec_…' });
    expect(await dumpDatabase(app)).not.toContain(first.body.secret.slice(6));
  });

  it.each([
    ['child', 503, 'INSERT INTO child_tokens', 'child_tokens', derive, { token: CHILD_HINT }],
    ['webhook', 201, 'UPDATE idempotency_keys', 'webhooks', createWebhook, { secret: /^whsec_…$/ }],
  ])(
    'finds a created %s if its response (%i) was lost',
    async (_what, status, marker, table, make, value) => {
      const [first] = await Promise.all([make(), wire.breakAt(marker, 'after')]);
      expect([first.status, await count(table)]).toEqual([status, 1]);
      wired.clock.advance({ seconds: 21 });
      const again = await make();
      expect(again.status).toBe(201);
      expect(again.headers.get('Idempotency-Replayed')).toBe('true');
      expect(again.body).toMatchObject({ notice: expect.any(String) });
      for (const [property, hint] of Object.entries(value)) {
        expect(again.body[property]).toMatch(hint);
      }
      expect(await count(table)).toBe(1);
      expect((await make()).body).toEqual(again.body);
    },
  );
});
