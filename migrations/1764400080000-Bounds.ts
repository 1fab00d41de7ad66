import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Bounds1764400080000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Counts the active tokens of a user.
      CREATE INDEX tokens_unrevoked_user_id_idx ON tokens (user_id, expires_at)
        WHERE revoked_at IS NULL;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX tokens_unrevoked_user_id_idx');
  }
}
