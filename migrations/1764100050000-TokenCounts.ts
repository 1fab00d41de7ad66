import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Triggers that maintain totals, so that nobody has to count. docs/decisions/0014 has the reasons.
 */
export class TokenCounts1764100050000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE INDEX tokens_unrevoked_id_idx ON tokens (assistant_id, id)
        WHERE revoked_at IS NULL;
      CREATE INDEX tokens_revoked_id_idx ON tokens (assistant_id, id)
        WHERE revoked_at IS NOT NULL;
      CREATE INDEX tokens_unrevoked_expires_at_idx ON tokens (assistant_id, expires_at)
        WHERE revoked_at IS NULL;

      -- How many tokens of a scope end on a day. Only who holds the lock of the stripe writes here.
      CREATE TABLE token_counts (
        scope uuid NOT NULL,
        ends_on date NOT NULL,
        tokens bigint NOT NULL,
        CONSTRAINT token_counts_pkey PRIMARY KEY (scope, ends_on)
      ) WITH (fillfactor = 50);

      -- What is not in token_counts yet, because somebody else held the lock.
      CREATE TABLE token_count_notes (
        stripe integer NOT NULL,
        id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
        scope uuid NOT NULL,
        ends_on date NOT NULL,
        tokens bigint NOT NULL,
        CONSTRAINT token_count_notes_pkey PRIMARY KEY (stripe, id)
      );

      -- A token has one scope: its assistant, without one its user, without both nil.
      CREATE FUNCTION token_count_scope(assistant_id uuid, user_id uuid) RETURNS uuid
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN coalesce(assistant_id, user_id, '00000000-0000-0000-0000-000000000000'::uuid);

      -- In UTC; '-infinity' for a revoked token, 'infinity' for one that never expires.
      CREATE FUNCTION token_ends_on(revoked_at timestamptz, expires_at timestamptz) RETURNS date
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN CASE
          WHEN revoked_at IS NOT NULL THEN '-infinity'::date
          WHEN expires_at IS NULL THEN 'infinity'::date
          ELSE greatest((expires_at AT TIME ZONE 'UTC')::date, '0001-01-01'::date)
        END;

      -- The last byte of a UUID v7 is random.
      CREATE FUNCTION token_count_stripe(scope uuid) RETURNS integer
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN get_byte(uuid_send(scope), 15) % 64;

      -- @returns whether there are notes to add as well
      CREATE FUNCTION add_to_token_count(of_scope uuid, day date, change bigint) RETURNS boolean
        LANGUAGE plpgsql AS $$
        DECLARE
          result bigint;
          notes boolean;
        BEGIN
          UPDATE token_counts SET tokens = tokens + change WHERE scope = of_scope AND ends_on = day
          RETURNING tokens,
            EXISTS (SELECT FROM token_count_notes WHERE stripe = token_count_stripe(of_scope))
          INTO result, notes;
          IF NOT FOUND THEN
            INSERT INTO token_counts (scope, ends_on, tokens) VALUES (of_scope, day, change);
            RETURN true;
          END IF;
          IF result = 0 THEN
            DELETE FROM token_counts WHERE scope = of_scope AND ends_on = day;
          END IF;
          RETURN notes;
        END
        $$;

      -- Waits for nobody. A snapshot that is older than the lock (repeatable read) could miss what
      -- its last holder wrote, so it only leaves notes.
      CREATE FUNCTION change_token_count(of_scope uuid, day date, change bigint) RETURNS void
        LANGUAGE plpgsql AS $$
        DECLARE
          own integer := token_count_stripe(of_scope);
          note record;
        BEGIN
          IF current_setting('transaction_isolation') <> 'read committed'
            OR NOT pg_try_advisory_xact_lock(7410005, own)
          THEN
            INSERT INTO token_count_notes (stripe, scope, ends_on, tokens)
            VALUES (own, of_scope, day, change);
            RETURN;
          END IF;
          IF add_to_token_count(of_scope, day, change) THEN
            FOR note IN
              WITH taken AS (
                DELETE FROM token_count_notes
                WHERE stripe = own AND id IN (
                  SELECT id FROM token_count_notes WHERE stripe = own ORDER BY id LIMIT 1000)
                RETURNING scope, ends_on, tokens)
              SELECT scope, ends_on, sum(tokens)::bigint AS tokens FROM taken
              GROUP BY scope, ends_on HAVING sum(tokens) <> 0
            LOOP
              PERFORM add_to_token_count(note.scope, note.ends_on, note.tokens);
            END LOOP;
          END IF;
        END
        $$;

      CREATE FUNCTION count_tokens() RETURNS trigger
        LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
        BEGIN
          IF TG_OP = 'INSERT' THEN
            PERFORM change_token_count(scope, ends_on, count(*))
            FROM (
              SELECT token_count_scope(assistant_id, user_id) AS scope,
                token_ends_on(revoked_at, expires_at) AS ends_on
              FROM new_tokens) added
            GROUP BY scope, ends_on;
          ELSIF TG_OP = 'UPDATE' THEN
            PERFORM change_token_count(scope, ends_on, sum(tokens))
            FROM (
              SELECT token_count_scope(assistant_id, user_id) AS scope,
                token_ends_on(revoked_at, expires_at) AS ends_on, 1 AS tokens
              FROM new_tokens
              UNION ALL
              SELECT token_count_scope(assistant_id, user_id), token_ends_on(revoked_at, expires_at), -1
              FROM old_tokens) moved
            GROUP BY scope, ends_on
            HAVING sum(tokens) <> 0;
          ELSE
            PERFORM change_token_count(scope, ends_on, -count(*))
            FROM (
              SELECT token_count_scope(assistant_id, user_id) AS scope,
                token_ends_on(revoked_at, expires_at) AS ends_on
              FROM old_tokens) removed
            GROUP BY scope, ends_on;
          END IF;
          RETURN NULL;
        END
        $$;

      CREATE FUNCTION count_no_tokens() RETURNS trigger
        LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
        BEGIN
          TRUNCATE token_counts, token_count_notes;
          RETURN NULL;
        END
        $$;

      CREATE TRIGGER tokens_count_insert AFTER INSERT ON tokens
        REFERENCING NEW TABLE AS new_tokens
        FOR EACH STATEMENT EXECUTE FUNCTION count_tokens();
      CREATE TRIGGER tokens_count_update AFTER UPDATE ON tokens
        REFERENCING OLD TABLE AS old_tokens NEW TABLE AS new_tokens
        FOR EACH STATEMENT EXECUTE FUNCTION count_tokens();
      CREATE TRIGGER tokens_count_delete AFTER DELETE ON tokens
        REFERENCING OLD TABLE AS old_tokens
        FOR EACH STATEMENT EXECUTE FUNCTION count_tokens();
      CREATE TRIGGER tokens_count_truncate AFTER TRUNCATE ON tokens
        FOR EACH STATEMENT EXECUTE FUNCTION count_no_tokens();

      INSERT INTO token_counts (scope, ends_on, tokens)
      SELECT token_count_scope(assistant_id, user_id), token_ends_on(revoked_at, expires_at), count(*)
      FROM tokens
      GROUP BY 1, 2;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TRIGGER tokens_count_truncate ON tokens;
      DROP TRIGGER tokens_count_delete ON tokens;
      DROP TRIGGER tokens_count_update ON tokens;
      DROP TRIGGER tokens_count_insert ON tokens;
      DROP FUNCTION count_no_tokens();
      DROP FUNCTION count_tokens();
      DROP FUNCTION change_token_count(uuid, date, bigint);
      DROP FUNCTION add_to_token_count(uuid, date, bigint);
      DROP FUNCTION token_count_stripe(uuid);
      DROP FUNCTION token_ends_on(timestamptz, timestamptz);
      DROP FUNCTION token_count_scope(uuid, uuid);
      DROP TABLE token_count_notes;
      DROP TABLE token_counts;
      DROP INDEX tokens_unrevoked_expires_at_idx;
      DROP INDEX tokens_revoked_id_idx;
      DROP INDEX tokens_unrevoked_id_idx;
    `);
  }
}
