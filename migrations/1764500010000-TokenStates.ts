import type { MigrationInterface, QueryRunner } from 'typeorm';

/** docs/decisions/0040 has the reasons. */
export class TokenStates1764500010000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE tokens
        ADD COLUMN chosen_name text,
        ADD COLUMN tags text[] NOT NULL DEFAULT '{}',
        ADD COLUMN paused_at timestamptz(3),
        ADD COLUMN pause_reason text,
        ADD COLUMN pause_cause text;

      -- The name that clients see: the chosen one, or the first line of the notes.
      CREATE FUNCTION token_name(chosen_name text, notes text) RETURNS text
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN coalesce(
          chosen_name,
          nullif(rtrim(left(split_part(btrim(notes, E' \\t\\r\\n'), E'\\n', 1), 100), E' \\t\\r'), ''),
          'Unnamed token');

      CREATE TRIGGER tokens_announce_pause
        AFTER UPDATE OF paused_at, pause_reason, pause_cause ON tokens
        FOR EACH ROW EXECUTE FUNCTION announce_principal_by_id('token');
    `);
    await queryRunner.query(deriverFacts('t.revoked_at IS NULL AND t.paused_at IS NULL'));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    // Without these columns, a paused token would work again.
    await queryRunner.query(`
      UPDATE tokens SET revoked_at = now(), revocation_reason = 'revoked'
      WHERE paused_at IS NOT NULL AND revoked_at IS NULL`);
    await queryRunner.query(deriverFacts('t.revoked_at IS NULL'));
    await queryRunner.query(`
      DROP TRIGGER tokens_announce_pause ON tokens;
      DROP FUNCTION token_name(text, text);
      ALTER TABLE tokens
        DROP COLUMN chosen_name,
        DROP COLUMN tags,
        DROP COLUMN paused_at,
        DROP COLUMN pause_reason,
        DROP COLUMN pause_cause;
    `);
  }
}

/** The function of the migration ChildTokens, with another condition for a live parent. */
function deriverFacts(live: string): string {
  return `
    CREATE OR REPLACE FUNCTION deriver_facts(
      deriver uuid, parent uuid, secret_version integer, chat uuid,
      OUT role text, OUT permissions text[], OUT disabled boolean, OUT seat boolean,
      OUT live boolean, OUT epoch integer, OUT read_only boolean,
      OUT rate_limit_per_minute integer, OUT ends_at timestamptz, OUT sees_chat boolean
    ) LANGUAGE plpgsql VOLATILE AS $$
    #variable_conflict use_column
    BEGIN
      PERFORM pg_advisory_xact_lock_shared(7410004, hashtext(deriver::text));
      SELECT u.role, u.permissions, u.disabled,
        EXISTS (SELECT 1 FROM ai_seats s WHERE s.user_id = deriver)
      INTO role, permissions, disabled, seat
      FROM users u WHERE u.id = deriver;
      SELECT ${live}, t.child_epoch, t.read_only, t.rate_limit_per_minute,
        least(t.expires_at, s.retires_at),
        chat IS NULL OR EXISTS (
          SELECT 1 FROM chats c
          WHERE c.id = chat AND c.token_id = t.id AND c.assistant_id = t.assistant_id)
      INTO live, epoch, read_only, rate_limit_per_minute, ends_at, sees_chat
      FROM tokens t
      JOIN token_secrets s ON s.token_id = t.id AND s.version = secret_version
      WHERE t.id = parent AND t.type = 'assistant';
    END $$`;
}
