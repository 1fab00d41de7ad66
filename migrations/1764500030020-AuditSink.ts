import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far the trail was sent to the sink, and how far retention has deleted it. */
export class AuditSink1764500030020 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE audit_sink_positions (
        sink text CONSTRAINT audit_sink_positions_pkey PRIMARY KEY,
        head bigint NOT NULL,
        holder uuid NOT NULL,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX audit_heads_uncut_idx ON audit_heads (sequence) WHERE cut_at IS NULL;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX audit_heads_uncut_idx;
      DROP TABLE audit_sink_positions;
    `);
  }
}
