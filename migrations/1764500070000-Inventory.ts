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

      INSERT INTO token_last_uses (token_id, last_used_at, idle_since)
      SELECT t.id, s.last_used_at, coalesce(s.last_used_at, t.created_at)
      FROM tokens t
      LEFT JOIN (
        SELECT token_id, max(last_used_at) AS last_used_at FROM token_secrets GROUP BY token_id
      ) s ON s.token_id = t.id;
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

      CREATE INDEX tokens_search_idx ON tokens
        USING gin (token_search(chosen_name, notes, hint, username));
      CREATE INDEX tokens_tags_idx ON tokens USING gin (token_tag_terms(tags));
      CREATE INDEX tokens_name_idx
        ON tokens ((left(token_name(chosen_name, notes), 30) COLLATE "C"), id);
      CREATE INDEX tokens_created_at_idx ON tokens (created_at, id);
      CREATE INDEX tokens_expiry_idx ON tokens (coalesce(expires_at, 'infinity'), id);
      CREATE INDEX tokens_type_idx ON tokens (type, id);
      CREATE INDEX tokens_read_only_idx ON tokens (read_only, id);
      CREATE INDEX tokens_reused_idx ON tokens (id) WHERE reused_at IS NOT NULL;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX tokens_reused_idx, tokens_read_only_idx, tokens_type_idx, tokens_expiry_idx,
        tokens_created_at_idx, tokens_name_idx, tokens_tags_idx, tokens_search_idx;
      DROP FUNCTION token_tag_terms(text[]);
      DROP FUNCTION token_search_query(text);
      DROP FUNCTION token_search(text, text, text, text);
      DROP FUNCTION token_words(text);
      DROP TRIGGER tokens_add_last_uses ON tokens;
      DROP FUNCTION add_token_last_uses();
      DROP TABLE token_last_uses;
    `);
  }
}
