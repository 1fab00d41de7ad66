import type { MigrationInterface, QueryRunner } from 'typeorm';

/** docs/decisions/0017 has the reasons. */
export class ChildTokens1764200010000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- A child is good only while it has the epoch of its parent: one more ends them all.
      ALTER TABLE tokens ADD COLUMN child_epoch integer NOT NULL DEFAULT 0;

      -- Rows come and go quickly, and a use is written into the page of its row.
      CREATE TABLE child_tokens (
        id uuid CONSTRAINT child_tokens_pkey PRIMARY KEY,
        parent_id uuid
          CONSTRAINT child_tokens_parent_id_fkey REFERENCES tokens (id) ON DELETE CASCADE,
        parent_secret_version integer,
        child_epoch integer,
        webhook_id uuid,
        chat_id uuid
          CONSTRAINT child_tokens_chat_id_fkey REFERENCES chats (id) ON DELETE CASCADE,
        digest bytea NOT NULL,
        hint text NOT NULL,
        label text NOT NULL DEFAULT '',
        data jsonb NOT NULL DEFAULT '{}',
        read_only boolean NOT NULL DEFAULT false,
        cidr text,
        rate_limit_per_minute integer,
        jkt text,
        expires_at timestamptz(3) NOT NULL,
        created_at timestamptz(3) NOT NULL,
        revoked_at timestamptz(3),
        last_used_at timestamptz(3),
        last_used_address text,
        CONSTRAINT child_tokens_parent_check CHECK (
          CASE WHEN parent_id IS NULL THEN webhook_id IS NOT NULL AND chat_id IS NOT NULL
          ELSE parent_secret_version IS NOT NULL AND child_epoch IS NOT NULL
            AND webhook_id IS NULL END)
      ) WITH (
        fillfactor = 80,
        autovacuum_vacuum_scale_factor = 0.02,
        autovacuum_analyze_scale_factor = 0.02
      );
      CREATE UNIQUE INDEX child_tokens_digest_key ON child_tokens (digest);
      CREATE INDEX child_tokens_parent_id_id_idx ON child_tokens (parent_id, id)
        WHERE parent_id IS NOT NULL;
      CREATE INDEX child_tokens_webhook_id_idx ON child_tokens (webhook_id)
        WHERE webhook_id IS NOT NULL;
      CREATE INDEX child_tokens_chat_id_idx ON child_tokens (chat_id) WHERE chat_id IS NOT NULL;
      CREATE INDEX child_tokens_expires_at_idx ON child_tokens (expires_at);

      -- What ends or narrows a child. Of a child that went with its parent, of one that was revoked
      -- and of one that expired it was known already: rows are removed by the million in silence.
      CREATE FUNCTION announce_removed_child() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM FROM tokens
        WHERE id = OLD.parent_id AND (revoked_at IS NOT NULL OR child_epoch <> OLD.child_epoch);
        IF NOT FOUND THEN
          PERFORM pg_notify('principal_changes', 'child:' || OLD.id);
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER child_tokens_announce
        AFTER UPDATE OF id, parent_id, parent_secret_version, child_epoch, webhook_id, chat_id,
          digest, read_only, cidr, rate_limit_per_minute, jkt, expires_at, created_at, revoked_at
        ON child_tokens
        FOR EACH ROW EXECUTE FUNCTION announce_principal_by_id('child');
      CREATE TRIGGER child_tokens_announce_removal AFTER DELETE ON child_tokens
        FOR EACH ROW
        WHEN (OLD.revoked_at IS NULL AND OLD.expires_at > now() - interval '1 minute')
        EXECUTE FUNCTION announce_removed_child();
      CREATE TRIGGER child_tokens_announce_all AFTER TRUNCATE ON child_tokens
        FOR EACH STATEMENT EXECUTE FUNCTION announce_all_principals();
      CREATE TRIGGER tokens_announce_children AFTER UPDATE OF child_epoch ON tokens
        FOR EACH ROW EXECUTE FUNCTION announce_principal_by_id('token');
      -- A chat that goes takes its children along.
      CREATE TRIGGER chats_announce AFTER UPDATE OF id, user_id, assistant_id ON chats
        FOR EACH ROW EXECUTE FUNCTION announce_principal_by_id('chat');
      CREATE TRIGGER chats_announce_all AFTER TRUNCATE ON chats
        FOR EACH STATEMENT EXECUTE FUNCTION announce_all_principals();
    `);
    // Reads the facts that decide whether a child may be derived, after the lock: see TokenIssuing.
    await queryRunner.query(`
      CREATE FUNCTION deriver_facts(
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
        SELECT t.revoked_at IS NULL, t.child_epoch, t.read_only, t.rate_limit_per_minute,
          least(t.expires_at, s.retires_at),
          chat IS NULL OR EXISTS (
            SELECT 1 FROM chats c
            WHERE c.id = chat AND c.token_id = t.id AND c.assistant_id = t.assistant_id)
        INTO live, epoch, read_only, rate_limit_per_minute, ends_at, sees_chat
        FROM tokens t
        JOIN token_secrets s ON s.token_id = t.id AND s.version = secret_version
        WHERE t.id = parent AND t.type = 'assistant';
      END $$`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP FUNCTION deriver_facts(uuid, uuid, integer, uuid);
      DROP TRIGGER chats_announce_all ON chats;
      DROP TRIGGER chats_announce ON chats;
      DROP TRIGGER tokens_announce_children ON tokens;
      DROP TABLE child_tokens;
      DROP FUNCTION announce_removed_child();
      ALTER TABLE tokens DROP COLUMN child_epoch;
    `);
  }
}
