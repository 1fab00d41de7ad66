import type { Client } from 'pg';

const MIGRATOR = `
  SELECT pid FROM pg_locks
  WHERE locktype = 'advisory' AND objid = 7410003 AND granted AND database = (
    SELECT oid FROM pg_database WHERE datname = current_database())`;

/** The locks that the migration holds on tables. */
export async function locksOfMigration(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ mode: string }>(
    `SELECT DISTINCT l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
     WHERE l.granted AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
       AND l.pid IN (${MIGRATOR})`,
  );
  return rows.map(({ mode }) => mode);
}

/** Waits until the migration waits for the table. */
export async function migrationWaitsFor(client: Client, table: string): Promise<void> {
  for (;;) {
    const { rows } = await client.query(
      `SELECT FROM pg_locks WHERE NOT granted AND relation = $1::regclass AND pid IN (${MIGRATOR})`,
      [table],
    );
    if (rows.length > 0) return;
  }
}

/** Waits until the migration is building an index that is not in `seen`. @returns its name, or null at the end */
export async function nextIndexBuilt(
  client: Client,
  seen: ReadonlySet<string>,
  hasEnded: () => boolean,
): Promise<string | null> {
  for (;;) {
    const ended = hasEnded();
    const { rows } = await client.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_stat_progress_create_index p JOIN pg_class c ON c.oid = p.index_relid
       WHERE p.phase = 'waiting for old snapshots' AND p.datname = current_database()`,
    );
    const built = rows.find(({ name }) => !seen.has(name));
    if (built) return built.name;
    if (ended) return null;
  }
}

/** Columns, indexes, constraints, triggers and functions as PostgreSQL prints them. */
export const SCHEMA = `
  SELECT table_name || '.' || column_name AS name,
    concat_ws(' ', data_type, udt_name, datetime_precision, is_nullable, column_default) AS text
  FROM information_schema.columns WHERE table_schema = 'public'
  UNION ALL
  SELECT c.relname, pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' INVALID' END
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  WHERE c.relnamespace = 'public'::regnamespace
  UNION ALL
  SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace
  UNION ALL
  SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL
  SELECT proname, pg_get_functiondef(oid) FROM pg_proc
  WHERE pronamespace = 'public'::regnamespace
  ORDER BY name, text`;

/** What every token and every event of version 0.2.0 must have. All are zero. */
export const MISSING = `
  SELECT
    (SELECT count(*)::int FROM tokens t
     LEFT JOIN token_last_uses l ON l.token_id = t.id
     WHERE l.token_id IS NULL) AS "tokensWithoutRow",
    (SELECT count(*)::int FROM tokens t JOIN token_last_uses l ON l.token_id = t.id
     LEFT JOIN (SELECT token_id, max(last_used_at) AS at FROM token_secrets GROUP BY 1) s
       ON s.token_id = t.id
     WHERE l.last_used_at IS DISTINCT FROM s.at
       OR l.idle_since <> coalesce(s.at, t.created_at)) AS "wrongLastUses",
    (SELECT count(*)::int FROM audit_events e
     WHERE NOT EXISTS (SELECT FROM audit_pending p WHERE p.event_id = e.id)
       AND NOT EXISTS (SELECT FROM audit_leaves l WHERE l.event_id = e.id)) AS "unsignedEvents"`;
