import type { MigrationInterface, QueryRunner } from 'typeorm';

/** docs/decisions/0046 has the reasons. */
export class Inventory1764500070000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Apart from tokens, because a use would write into each of its indexes.
      CREATE TABLE token_last_uses (
        token_id uuid CONSTRAINT token_last_uses_pkey PRIMARY KEY
          CONSTRAINT token_last_uses_token_id_fkey REFERENCES tokens (id) ON DELETE CASCADE,
        last_used_at timestamptz(3),
        -- The last use. Without one, when the token was created.
        idle_since timestamptz(3) NOT NULL
      ) WITH (fillfactor = 80);

      CREATE FUNCTION add_token_last_uses() RETURNS trigger
        LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
        BEGIN
          INSERT INTO token_last_uses (token_id, idle_since) SELECT id, created_at FROM new_tokens;
          RETURN NULL;
        END
        $$;
      CREATE TRIGGER tokens_add_last_uses AFTER INSERT ON tokens
        REFERENCING NEW TABLE AS new_tokens
        FOR EACH STATEMENT EXECUTE FUNCTION add_token_last_uses();

      -- A trigger, so that uses that version 0.2.0 writes count too. It locks in the order of the ids,
      -- so that two instances do not wait for each other in a circle.
      CREATE FUNCTION keep_token_last_uses() RETURNS trigger
        LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
        BEGIN
          WITH uses AS (
            SELECT token_id, max(last_used_at) AS at FROM used_secrets
            WHERE last_used_at IS NOT NULL GROUP BY token_id
          ), locked AS MATERIALIZED (
            SELECT l.token_id, uses.at FROM token_last_uses l JOIN uses USING (token_id)
            WHERE l.last_used_at IS NULL OR l.last_used_at < uses.at
            ORDER BY l.token_id FOR NO KEY UPDATE OF l
          )
          UPDATE token_last_uses l SET last_used_at = locked.at, idle_since = locked.at
          FROM locked WHERE l.token_id = locked.token_id;
          RETURN NULL;
        END
        $$;
      CREATE TRIGGER token_secrets_keep_last_uses AFTER UPDATE ON token_secrets
        REFERENCING NEW TABLE AS used_secrets
        FOR EACH STATEMENT EXECUTE FUNCTION keep_token_last_uses();

      CREATE INDEX token_last_uses_last_used_at_idx
        ON token_last_uses (coalesce(last_used_at, '-infinity'), token_id);
      CREATE INDEX token_last_uses_idle_since_idx ON token_last_uses (idle_since, token_id);

      -- The words that a search finds, each cut to 64 characters: PostgreSQL limits their length.
      CREATE FUNCTION token_words(content text) RETURNS text[]
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN (
          SELECT coalesce(array_agg(DISTINCT left(word, 64)), '{}')
          FROM regexp_split_to_table(lower(content), '[^[:alnum:]]+') word
          WHERE word <> '');
      CREATE FUNCTION token_search(chosen_name text, notes text, hint text, username text)
        RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN array_to_tsvector(
          token_words(concat_ws(' ', chosen_name, notes, hint, username)));
      -- Each word of the search must begin a word of the token.
      CREATE FUNCTION token_search_query(search text) RETURNS tsquery
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN (
          SELECT string_agg('''' || word || ''':*', ' & ')::tsquery
          FROM unnest(token_words(search)) word);
      -- Each tag, and its key alone.
      CREATE FUNCTION token_tag_terms(tags text[]) RETURNS text[]
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN tags || ARRAY(SELECT split_part(tag, '=', 1) FROM unnest(tags) tag WHERE tag LIKE '%=%');
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP FUNCTION token_tag_terms(text[]);
      DROP FUNCTION token_search_query(text);
      DROP FUNCTION token_search(text, text, text, text);
      DROP FUNCTION token_words(text);
      DROP TRIGGER token_secrets_keep_last_uses ON token_secrets;
      DROP FUNCTION keep_token_last_uses();
      DROP TRIGGER tokens_add_last_uses ON tokens;
      DROP FUNCTION add_token_last_uses();
      DROP TABLE token_last_uses;
    `);
  }
}
