import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Chats1764200000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE chats (
        id uuid CONSTRAINT chats_pkey PRIMARY KEY,
        assistant_id uuid NOT NULL
          CONSTRAINT chats_assistant_id_fkey REFERENCES assistants (id) ON DELETE CASCADE,
        user_id uuid NOT NULL
          CONSTRAINT chats_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
        token_id uuid CONSTRAINT chats_token_id_fkey REFERENCES tokens (id) ON DELETE SET NULL,
        child_id uuid,
        name text NOT NULL,
        message_count integer NOT NULL DEFAULT 0,
        answer_position integer NOT NULL DEFAULT 0,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL
      );
      CREATE INDEX chats_assistant_id_idx ON chats (assistant_id);
      CREATE INDEX chats_user_id_id_idx ON chats (user_id, id);
      CREATE INDEX chats_token_id_id_idx ON chats (token_id, id) WHERE token_id IS NOT NULL;
      CREATE INDEX chats_child_id_id_idx ON chats (child_id, id) WHERE child_id IS NOT NULL;

      CREATE TABLE chat_messages (
        id uuid CONSTRAINT chat_messages_pkey PRIMARY KEY,
        chat_id uuid NOT NULL
          CONSTRAINT chat_messages_chat_id_fkey REFERENCES chats (id) ON DELETE CASCADE,
        position integer NOT NULL,
        role text NOT NULL
          CONSTRAINT chat_messages_role_check CHECK (role IN ('user', 'assistant', 'tool')),
        content text NOT NULL,
        status text NOT NULL CONSTRAINT chat_messages_status_check
          CHECK (status IN ('complete', 'streaming', 'failed')),
        model text,
        usage jsonb,
        error_code text,
        attempt integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        touched_at timestamptz(3) NOT NULL
      );
      CREATE UNIQUE INDEX chat_messages_chat_id_position_key
        ON chat_messages (chat_id, position);
      CREATE UNIQUE INDEX chat_messages_streaming_chat_id_key ON chat_messages (chat_id)
        WHERE status = 'streaming';
      CREATE INDEX chat_messages_streaming_idx ON chat_messages (touched_at)
        WHERE status = 'streaming';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE chat_messages;
      DROP TABLE chats;
    `);
  }
}
