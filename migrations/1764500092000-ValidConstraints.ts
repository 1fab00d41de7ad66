import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Constraints that earlier migrations have added without reading the table. */
export class ValidConstraints1764500092000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE owners VALIDATE CONSTRAINT owners_kind_check;
      ALTER TABLE users
        VALIDATE CONSTRAINT users_kind_check,
        VALIDATE CONSTRAINT users_team_id_fkey,
        VALIDATE CONSTRAINT users_service_check;
      ALTER TABLE chat_messages VALIDATE CONSTRAINT chat_messages_finish_reason_check;
    `);
  }

  async down(): Promise<void> {
    // The migrations that added the constraints remove them.
  }
}
