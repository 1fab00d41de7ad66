import type { TestApp } from './test-app.js';

/**
 * The columns of each table, without last uses, deliveries and refused requests, which the service
 * writes after requests.
 */
const TABLES = {
  owners: 't::text',
  users: 't::text',
  teams: 't::text',
  team_members: 't::text',
  team_departures: 't::text',
  ai_seats: 't::text',
  sessions: 't::text',
  assistants: 't::text',
  tokens: 't::text',
  token_last_uses: 't.token_id::text',
  token_secrets: '(t.token_id, t.version, t.digest, t.created_at, t.retires_at, t.leaked_at)::text',
  leak_reports: 't::text',
  policies: 't::text',
  token_violations: 't::text',
  chats: 't::text',
  chat_messages: 't::text',
  budgets: 't::text',
  model_calls: 't::text',
  model_usage: 't::text',
  audit_events: 't::text',
  webhooks: '(t.id, t.url, t.events, t.description, t.enabled, t.secret_version)::text',
  webhook_secrets: 't::text',
};

/** A refusal changes nothing, but the trail may tell of it. */
const SOURCES: Record<string, string> = {
  audit_events: `(SELECT * FROM audit_events WHERE action NOT IN ('audit.read', 'user.login_failed'))`,
};

const FINGERPRINT = Object.entries(TABLES)
  .map(
    ([table, row]) =>
      `SELECT '${table}' AS name, count(*)::int AS count, md5(string_agg(${row}, '' ORDER BY ${row})) AS digest FROM ${SOURCES[table] ?? table} t`,
  )
  .join(' UNION ALL ')
  .concat(' ORDER BY name');

/** The count and the digest of the rows of each table. Stays the same while no request changes anything. */
export async function fingerprintOf({ dataSource }: TestApp): Promise<string> {
  return JSON.stringify(await dataSource.query(FINGERPRINT));
}
