import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A secret keeps the end of its overlap when a rotation cuts it short, and the id of its rotation. */
export class PromisedOverlaps1764400060000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE token_secrets ADD COLUMN promised_until timestamptz(3), ADD COLUMN rotation_id uuid`);
    await announce(queryRunner, 'token_id, version, digest, retires_at, promised_until');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await announce(queryRunner, 'token_id, version, digest, retires_at');
    await queryRunner.query(`
      ALTER TABLE token_secrets DROP COLUMN rotation_id, DROP COLUMN promised_until`);
  }
}

async function announce(queryRunner: QueryRunner, columns: string): Promise<void> {
  await queryRunner.query('DROP TRIGGER token_secrets_announce ON token_secrets');
  await queryRunner.query(`
    CREATE TRIGGER token_secrets_announce AFTER UPDATE OF ${columns} OR DELETE ON token_secrets
      FOR EACH ROW EXECUTE FUNCTION announce_principal_by_token_id('token')`);
}
