import type { MigrationInterface, QueryRunner } from 'typeorm';

export class IdempotencyKeys1764200020000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE idempotency_keys (
        scope uuid NOT NULL,
        key_digest bytea NOT NULL,
        fingerprint bytea NOT NULL,
        resource_id uuid NOT NULL,
        claim uuid NOT NULL,
        locked_until timestamptz(3) NOT NULL,
        status integer,
        body json,
        created_at timestamptz(3) NOT NULL,
        CONSTRAINT idempotency_keys_pkey PRIMARY KEY (scope, key_digest)
      );
      CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE idempotency_keys');
  }
}
