import type { MigrationInterface, QueryRunner } from 'typeorm';

/** docs/decisions/0043 has the reasons. */
export class Leaks1764500040000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Reports that the service has accepted and not handled yet.
      CREATE TABLE leak_reports (
        id uuid CONSTRAINT leak_reports_pkey PRIMARY KEY,
        received_at timestamptz(3) NOT NULL,
        source text,
        address text,
        leaks jsonb NOT NULL
      );
      ALTER TABLE token_secrets ADD COLUMN leaked_at timestamptz(3);
      ALTER TABLE child_tokens ADD COLUMN leaked_at timestamptz(3);
      ALTER TABLE sessions ADD COLUMN leaked_at timestamptz(3);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE sessions DROP COLUMN leaked_at;
      ALTER TABLE child_tokens DROP COLUMN leaked_at;
      ALTER TABLE token_secrets DROP COLUMN leaked_at;
      DROP TABLE leak_reports;
    `);
  }
}
