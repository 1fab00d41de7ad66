import type { DataSource } from 'typeorm';
import type { TestApp } from './test-app.js';

/**
 * Every row of every table as text, with bytes in hexadecimal. Omits last uses and usage, which the
 * service writes after the requests, used proofs, and refused requests.
 */
export async function dumpDatabase({
  dataSource,
}: {
  dataSource: Pick<DataSource, 'query'>;
}): Promise<string> {
  const tables = await dataSource.query<{ name: string }[]>(
    `SELECT tablename AS name FROM pg_tables
     WHERE schemaname = 'public' AND tablename NOT IN (
       'audit_heads', 'audit_keys', 'audit_leaves', 'audit_pending', 'audit_sink_positions', 'token_usage',
       'usage_batches', 'dpop_nonce_keys', 'dpop_used_proofs', 'refused_requests',
       'token_last_uses', 'policy_sweeps')
     ORDER BY tablename`,
  );
  const dump: string[] = [];
  for (const { name } of tables) {
    const rows = await dataSource.query<{ row: string }[]>(
      `SELECT (to_jsonb(stored) - 'last_used_at' - 'last_used_address')::text AS row
       FROM "${name}" stored ORDER BY 1`,
    );
    dump.push(...rows.map(({ row }) => `${name} ${row}`));
  }
  return dump.join('\n');
}

/** The stored tokens without their last use, which the service writes after the requests. */
export function storedTokens({ dataSource }: TestApp): Promise<unknown[]> {
  return dataSource.query(
    `SELECT t.*, (
       SELECT json_agg(json_build_array(version, encode(digest, 'hex'), retires_at) ORDER BY version)
       FROM token_secrets WHERE token_id = t.id
     ) AS secrets
     FROM tokens t ORDER BY t.id`,
  );
}

/** The recorded actions on a subject, oldest first. */
export async function auditedActions(
  { dataSource }: TestApp,
  subjectId: string,
): Promise<string[]> {
  const rows = await dataSource.query<{ action: string }[]>(
    'SELECT action FROM audit_events WHERE subject_id = $1 ORDER BY id',
    [subjectId],
  );
  return rows.map(({ action }) => action);
}
