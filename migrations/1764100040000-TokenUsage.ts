import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TokenUsage1764100040000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE token_usage (
        token_id uuid NOT NULL
          CONSTRAINT token_usage_token_id_fkey REFERENCES tokens (id) ON DELETE CASCADE,
        day date NOT NULL,
        accepted bigint NOT NULL,
        refused bigint NOT NULL,
        rate_limited bigint NOT NULL,
        CONSTRAINT token_usage_pkey PRIMARY KEY (token_id, day)
      );
      CREATE INDEX token_usage_day_idx ON token_usage (day);

      CREATE TABLE usage_batches (
        id uuid CONSTRAINT usage_batches_pkey PRIMARY KEY,
        written_at timestamptz(3) NOT NULL
      );
      CREATE INDEX usage_batches_written_at_idx ON usage_batches (written_at);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE usage_batches;
      DROP TABLE token_usage;
    `);
  }
}
