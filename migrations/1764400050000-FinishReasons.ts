import type { MigrationInterface, QueryRunner } from 'typeorm';

export class FinishReasons1764400050000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE chat_messages
        ADD COLUMN finish_reason text,
        ADD CONSTRAINT chat_messages_finish_reason_check
          CHECK (finish_reason IN ('stop', 'length', 'content_filter', 'tool_calls', 'other'))
          NOT VALID;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE chat_messages DROP COLUMN finish_reason');
  }
}
