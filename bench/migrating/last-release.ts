import type { Client } from 'pg';
import { DataSource } from 'typeorm';
import type { MigrationInterface } from 'typeorm';
import { Webhooks1764200040000 } from '../../migrations/1764200040000-Webhooks.js';
import { migrations } from '../../src/platform/database/migrations.js';

const LAST_MIGRATION: new () => MigrationInterface = Webhooks1764200040000;

/** Migrates an empty database to the schema of version 0.2.0. */
export async function migrateToLastRelease(url: string): Promise<void> {
  const released = migrations.slice(0, migrations.indexOf(LAST_MIGRATION) + 1);
  const dataSource = new DataSource({ type: 'postgres', url, migrations: released });
  await dataSource.initialize();
  try {
    await dataSource.runMigrations();
  } finally {
    await dataSource.destroy();
  }
}

export interface Somebody {
  userId: string;
  username: string;
  assistantId: string;
}

const ISSUE = `
  WITH facts AS MATERIALIZED (
    SELECT * FROM issuer_facts($2, $2, $4, NULL, NULL)
  ), token AS (
    INSERT INTO tokens (id, type, user_id, username, assistant_id, notes, data, read_only, restrict,
      cidr, host, rate_limit_per_minute, on_reuse, hint, secret_version, expires_at, created_at)
    SELECT $1, 'assistant', $2, $3, assistant_id, 'Issued meanwhile', '{}', false, NULL, NULL, NULL,
      NULL, 'alert', 'i5t_000000…', 1, NULL, now()
    FROM facts
  ), secret AS (
    INSERT INTO token_secrets (token_id, version, digest, created_at)
    SELECT $1, 1, sha256(convert_to($1::text, 'UTF8')), now() FROM facts
  ), record AS (
    INSERT INTO audit_events (id, at, action, actor, credential_id, address, subject_type,
      subject_id, details)
    SELECT $1, now(), 'token.created', $3, $2, '192.0.2.1', 'token', $1::text,
      jsonb_build_object('assistantId', assistant_id)
    FROM facts
  )
  SELECT jsonb_agg(made) FROM facts, LATERAL publish_webhook_event(
    'token.created', assistant_id, now(), '{}') AS made`;

const REVOKE = `
  WITH revoked AS (
    UPDATE tokens SET revoked_at = now(), revocation_reason = 'revoked'
    WHERE id = $1 AND revoked_at IS NULL RETURNING id, username
  )
  INSERT INTO audit_events (id, at, action, actor, subject_type, subject_id)
  SELECT gen_random_uuid(), now(), 'token.revoked', username, 'token', id::text FROM revoked`;

const ROTATE = `
  WITH retired AS (
    UPDATE token_secrets SET retires_at = now() WHERE token_id = $1 AND retires_at IS NULL
    RETURNING token_id, version
  ), token AS (
    UPDATE tokens SET secret_version = secret_version + 1 WHERE id = $1
  )
  INSERT INTO token_secrets (token_id, version, digest, created_at)
  SELECT token_id, version + 1, sha256(convert_to(token_id || '-' || version, 'UTF8')), now()
  FROM retired`;

const RECORD_USE = 'UPDATE token_secrets SET last_used_at = now() WHERE token_id = $1';

const VERIFY = `
  SELECT t.id, u.username FROM token_secrets s
  JOIN tokens t ON t.id = s.token_id JOIN users u ON u.id = t.user_id
  WHERE s.token_id = $1 AND t.revoked_at IS NULL AND NOT u.disabled`;

/** What version 0.2.0 sends to the database for tokens: the same locks, and less that is read. */
export class LastRelease {
  constructor(private readonly client: Client) {}

  async issue(id: string, { userId, username, assistantId }: Somebody): Promise<void> {
    await this.client.query(ISSUE, [id, userId, username, assistantId]);
  }

  async revoke(id: string): Promise<void> {
    await this.client.query(REVOKE, [id]);
  }

  async rotate(id: string): Promise<void> {
    await this.client.query(ROTATE, [id]);
  }

  async recordUse(id: string): Promise<void> {
    await this.client.query(RECORD_USE, [id]);
  }

  async verify(id: string): Promise<boolean> {
    return (await this.client.query(VERIFY, [id])).rows.length > 0;
  }
}
