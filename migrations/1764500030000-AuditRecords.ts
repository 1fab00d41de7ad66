import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Audit events tell who acted, on what, from where, and what changed. */
export class AuditRecords1764500030000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE audit_events
        ADD COLUMN actor_type text,
        ADD COLUMN actor_name text,
        ADD COLUMN credential_hint text,
        ADD COLUMN user_agent text,
        ADD COLUMN request_id text,
        ADD COLUMN subject_name text,
        ADD COLUMN assistant_uuid uuid,
        ADD COLUMN assistant_id text,
        ADD COLUMN owner_id uuid,
        ADD COLUMN team_id text,
        ADD COLUMN changes jsonb,
        ADD COLUMN reason text;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE audit_events
        DROP COLUMN actor_type,
        DROP COLUMN actor_name,
        DROP COLUMN credential_hint,
        DROP COLUMN user_agent,
        DROP COLUMN request_id,
        DROP COLUMN subject_name,
        DROP COLUMN assistant_uuid,
        DROP COLUMN assistant_id,
        DROP COLUMN owner_id,
        DROP COLUMN team_id,
        DROP COLUMN changes,
        DROP COLUMN reason;
    `);
  }
}
