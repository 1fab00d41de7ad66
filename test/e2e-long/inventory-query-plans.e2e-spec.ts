import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTeam } from '../factories/teams.factory.js';
import { createAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { PlanWatch } from '../support/plan-watch.js';
import { TestApp } from '../support/test-app.js';

const TOKENS = 60_000;

/** One statement for all would exceed the time limit. */
const BATCH = 4_000;

const OWNERS = [
  `INSERT INTO owners (id, kind) SELECT 'owner-' || i, 'user' FROM generate_series(1, 300) i`,
  `INSERT INTO users (id, username, display_name, password_hash, role, permissions, created_at, updated_at)
   SELECT md5('owner' || i)::uuid, 'owner-' || i, '', '', 'member', '{}', now(), now()
   FROM generate_series(1, 300) i`,
  `INSERT INTO ai_seats (user_id, assigned_at) SELECT id, now() FROM users ON CONFLICT DO NOTHING`,
  `INSERT INTO assistants (id, owner_id, slug, name, created_at, updated_at)
   SELECT md5('assistant' || i)::uuid, 'owner-' || i, 'assistant', 'Assistant', now(), now()
   FROM generate_series(1, 300) i`,
];

const USES = [
  `UPDATE token_last_uses SET last_used_at = idle_since WHERE hashtext(token_id::text) % 3 <> 0`,
  'ANALYZE',
];

/**
 * Of 300 users for 300 assistants, over 200 days. A filter matches few or most of them: of a table of
 * this size, PostgreSQL rightly scans a part to find a third of it.
 */
const INSERT_TOKENS = `INSERT INTO tokens (id, type, user_id, username, assistant_id, chosen_name, notes, tags, hint,
   read_only, created_at, expires_at, revoked_at, paused_at, reused_at)
 SELECT
   (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7000800000' || lpad(to_hex(i), 10, '0'))::uuid,
   'assistant', md5('owner' || 1 + i % 300)::uuid, 'owner-' || 1 + i % 300,
   md5('assistant' || 1 + i % 300)::uuid,
   'Service ' || i % 3000, CASE WHEN i % 20000 = 7 THEN 'zebra' ELSE '' END,
   ARRAY['env=prod', 'squad=' || i % 300], 'i5t_' || lpad(to_hex(i), 6, '0'), i % 200 = 0, at,
   CASE WHEN i % 40 = 0 THEN at + make_interval(days => 1 + i % 400) END,
   CASE WHEN i % 50 = 7 THEN at END, CASE WHEN i % 500 = 1 THEN at END,
   CASE WHEN i % 500 = 3 THEN at END
 FROM generate_series($1::int, $2::int) i,
   LATERAL (SELECT now() - make_interval(secs => (${TOKENS} - i) * 288) AS at) moment`;

describe('the queries of the inventory', () => {
  let app: TestApp;
  let admin: TestUser;
  let teamAdmin: TestUser;
  let teamId: string;
  let watch: PlanWatch;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
    teamAdmin = await createUser(app);
    teamId = await createTeam(app, [[teamAdmin, 'admin']]);
    const assistant = await createAssistant(app, { ownerId: teamId });
    await createToken(app, { owner: teamAdmin, assistant });
    for (const statement of OWNERS) await app.dataSource.query(statement);
    for (let last = BATCH; last <= TOKENS; last += BATCH) {
      await app.dataSource.query(INSERT_TOKENS, [last - BATCH + 1, last]);
    }
    for (const statement of USES) await app.dataSource.query(statement);
    watch = new PlanWatch(app, 'tokens');
    for (const { api } of [admin, teamAdmin]) await api.get('/api/tokens');
  });

  afterAll(() => app.close());

  const plansOf = ({ api }: TestUser, query: string): Promise<string> =>
    watch.during(async () => {
      const answer = await api.get(`/api/tokens?${query}`);
      expect([answer.status, answer.text]).toEqual([200, expect.anything()]);
    });

  const day = (from: number) => new Date(Date.now() + from * 86_400_000).toISOString();
  const SCAN = /Seq Scan on tokens/;

  const FILTERS = [
    'q=service',
    'q=zebra',
    'q=service%20zebra',
    'q=nothing',
    'assistantId=owner-5:assistant',
    'assistantId=nobody:nothing',
    'ownerId=owner-5',
    'username=owner-5',
    'type=assistant',
    'type=personal',
    'readOnly=true',
    'readOnly=false',
    'status=active',
    'status=paused',
    'status=expired',
    'status=revoked',
    'tag=env',
    'tag=squad%3D7',
    'tag=none',
    `expiresBefore=${day(7)}`,
    `expiresBefore=${day(-195)}`,
    `expiresAfter=${day(7)}`,
    `expiresAfter=${day(395)}`,
    'neverExpires=true',
    'neverExpires=false',
    `unusedSince=${day(-1)}`,
    `unusedSince=${day(-199)}`,
    'neverUsed=true',
    'neverUsed=false',
    `createdBefore=${day(-90)}`,
    `createdBefore=${day(-199)}`,
    `createdAfter=${day(-1)}`,
    'reused=true',
    'reused=false',
  ];

  it.each(['', ...FILTERS])('read no whole table for %s', async (query) => {
    expect(await plansOf(admin, query)).not.toMatch(SCAN);
  });

  it('read no whole table for a team', async () => {
    expect(await plansOf(admin, `teamId=${teamId}`)).not.toMatch(SCAN);
    expect(await plansOf(teamAdmin, `teamId=${teamId}`)).not.toMatch(SCAN);
  });

  it.each(['createdAt', 'lastUsedAt', 'expiresAt', 'name'])(
    'read no whole table to sort by %s',
    async (sort) => {
      for (const order of [sort, `-${sort}`]) {
        for (const filter of ['', '&q=zebra', '&tag=env', '&status=active&neverExpires=true']) {
          expect(await plansOf(admin, `sort=${order}${filter}`)).not.toMatch(SCAN);
        }
      }
    },
  );

  it.each(['', 'neverExpires=true', 'q=service'])(
    'read no whole table for the own tokens of a user: %s',
    async (query) => {
      expect(await plansOf(teamAdmin, query)).not.toMatch(SCAN);
    },
  );
});
