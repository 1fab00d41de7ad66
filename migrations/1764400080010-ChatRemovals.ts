import type { MigrationInterface, QueryRunner } from 'typeorm';

/** docs/decisions/0037 has the reasons. */
export class ChatRemovals1764400080010 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Deleted assistants and users whose chats are still to be removed.
      CREATE TABLE chat_removals (
        id uuid CONSTRAINT chat_removals_pkey PRIMARY KEY,
        removed integer NOT NULL DEFAULT 0,
        created_at timestamptz(3) NOT NULL
      );

      CREATE FUNCTION remove_chats_later() RETURNS trigger
        LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
        BEGIN
          IF EXISTS (SELECT FROM chats WHERE assistant_id = OLD.id)
            OR EXISTS (SELECT FROM chats WHERE user_id = OLD.id)
          THEN
            INSERT INTO chat_removals (id, created_at) VALUES (OLD.id, now());
          END IF;
          RETURN NULL;
        END
        $$;
      CREATE TRIGGER assistants_remove_chats AFTER DELETE ON assistants
        FOR EACH ROW EXECUTE FUNCTION remove_chats_later();
      CREATE TRIGGER users_remove_chats AFTER DELETE ON users
        FOR EACH ROW EXECUTE FUNCTION remove_chats_later();

      ALTER TABLE chats
        DROP CONSTRAINT chats_assistant_id_fkey,
        DROP CONSTRAINT chats_user_id_fkey;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DELETE FROM chats
      WHERE assistant_id IN (SELECT id FROM chat_removals)
        OR user_id IN (SELECT id FROM chat_removals);
      ALTER TABLE chats
        ADD CONSTRAINT chats_assistant_id_fkey
          FOREIGN KEY (assistant_id) REFERENCES assistants (id) ON DELETE CASCADE,
        ADD CONSTRAINT chats_user_id_fkey
          FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
      DROP TRIGGER users_remove_chats ON users;
      DROP TRIGGER assistants_remove_chats ON assistants;
      DROP FUNCTION remove_chats_later();
      DROP TABLE chat_removals;
    `);
  }
}
