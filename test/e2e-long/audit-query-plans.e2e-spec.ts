import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTeam } from '../factories/teams.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { PlanWatch } from '../support/plan-watch.js';
import { TestApp } from '../support/test-app.js';

const EVENTS = 60_000;

/** Events of 300 actors, owners, assistants and so on, over 200 days, and a few that are rare. */
const FILL = `
  INSERT INTO audit_events (id, at, action, actor, credential_id, address, subject_type,
    subject_id, assistant_uuid, assistant_id, owner_id, team_id, changes)
  SELECT
    (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7000800000' || lpad(to_hex(i), 10, '0'))::uuid,
    at, CASE WHEN i % 20000 = 0 THEN 'rare.done' ELSE 'token.updated' END, 'actor-' || i % 300,
    md5('credential' || i % 300)::uuid, '10.0.0.' || i % 300,
    CASE WHEN i % 20000 = 0 THEN 'rare' ELSE 'token' END, md5('token' || i % 300),
    md5('assistant' || i % 300)::uuid, 'team:assistant-' || i % 300,
    CASE WHEN i % 300 = 7 THEN $1::uuid ELSE md5('owner' || i % 300)::uuid END,
    CASE WHEN i % 300 = 9 THEN $2 ELSE 'team-' || i % 300 END, '[]'
  FROM generate_series(1, ${EVENTS}) i,
    LATERAL (SELECT now() - make_interval(secs => (${EVENTS} - i) * 288) AS at) moment`;

describe('the queries of the audit trail', () => {
  let app: TestApp;
  let admin: TestUser;
  let teamAdmin: TestUser;
  let watch: PlanWatch;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
    teamAdmin = await createUser(app);
    const team = await createTeam(app, [[teamAdmin, 'admin']]);
    await app.dataSource.query(FILL, [teamAdmin.id, team]);
    await app.dataSource.query('ANALYZE audit_events');
    watch = new PlanWatch(app, 'audit_events');
    for (const { api } of [admin, teamAdmin]) await api.get('/api/audit-events');
  });

  afterAll(() => app.close());

  const plansOf = ({ api }: TestUser, query: string): Promise<string> =>
    watch.during(async () => {
      expect((await api.get(`/api/audit-events${query}`)).status).toBe(200);
    });

  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString();

  it.each([
    '?actor=actor-5',
    '?actor=nobody',
    '?action=token.updated',
    '?action=rare.done',
    '?action=never.done',
    '?subjectType=rare',
    '?subjectType=never',
    `?subjectId=nothing`,
    '?assistantId=team:assistant-5',
    '?assistantId=0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60',
    '?credentialId=0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60',
    '?address=10.0.0.5',
    '?address=192.0.2.1',
    `?from=${day(3)}`,
    `?from=${day(150)}&to=${day(149)}`,
    `?to=${day(400)}`,
    `?actor=actor-5&action=token.updated&from=${day(30)}`,
  ])('read no whole table for %s', async (query) => {
    expect(await plansOf(admin, query)).not.toMatch(/Seq Scan on audit_events/);
  });

  it.each(['', '?action=token.updated', '?actor=nobody', `?from=${day(3)}`])(
    'read no whole table for an admin of a team%s',
    async (query) => {
      expect(await plansOf(teamAdmin, query)).not.toMatch(/Seq Scan on audit_events/);
    },
  );
});
