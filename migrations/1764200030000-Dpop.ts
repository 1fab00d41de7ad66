import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Uses unlogged tables, because this data is not worth a disk write per request. After a crash of
 * PostgreSQL and on a promoted standby they are empty. Used proofs and the nonce key are lost
 * together, so no earlier proof stays valid.
 */
export class Dpop1764200030000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE UNLOGGED TABLE dpop_nonce_keys (
        id uuid CONSTRAINT dpop_nonce_keys_pkey PRIMARY KEY,
        key bytea NOT NULL,
        encrypted boolean NOT NULL,
        created_at timestamptz(3) NOT NULL
      );
      CREATE UNLOGGED TABLE dpop_used_proofs (
        digest bytea CONSTRAINT dpop_used_proofs_pkey PRIMARY KEY,
        expires_at timestamptz(3) NOT NULL
      );
      CREATE INDEX dpop_used_proofs_expires_at_idx ON dpop_used_proofs (expires_at);

      CREATE INDEX tokens_unrevoked_host_idx ON tokens (host)
        WHERE host IS NOT NULL AND revoked_at IS NULL;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX tokens_unrevoked_host_idx;
      DROP TABLE dpop_used_proofs;
      DROP TABLE dpop_nonce_keys;
    `);
  }
}
