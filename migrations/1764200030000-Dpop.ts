import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Nothing here is worth a write to the disk for each request. After a crash of PostgreSQL, and on a
 * standby that takes over, unlogged tables are empty: the used proofs are lost, and with them the
 * key of the nonces, so that no proof from before is good.
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
