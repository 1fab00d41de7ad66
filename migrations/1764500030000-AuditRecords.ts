import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Audit events tell who acted, on what, from where, and what changed. */
export class AuditRecords1764500030000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Events from before have no values in the new columns, so their partial indexes are built fast.
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
      CREATE INDEX audit_events_assistant_uuid_id_idx ON audit_events (assistant_uuid, id)
        WHERE assistant_uuid IS NOT NULL;
      CREATE INDEX audit_events_assistant_id_id_idx ON audit_events (assistant_id, id)
        WHERE assistant_id IS NOT NULL;
      CREATE INDEX audit_events_owner_id_id_idx ON audit_events (owner_id, id)
        WHERE owner_id IS NOT NULL;
      CREATE INDEX audit_events_team_id_id_idx ON audit_events (team_id, id)
        WHERE team_id IS NOT NULL;
      CREATE INDEX audit_events_actor_id_idx ON audit_events (actor, id);
      CREATE INDEX audit_events_action_id_idx ON audit_events (action, id);
      CREATE INDEX audit_events_subject_type_id_idx ON audit_events (subject_type, id);
      CREATE INDEX audit_events_credential_id_id_idx ON audit_events (credential_id, id);
      CREATE INDEX audit_events_address_id_idx ON audit_events (address, id);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX audit_events_address_id_idx;
      DROP INDEX audit_events_credential_id_id_idx;
      DROP INDEX audit_events_subject_type_id_idx;
      DROP INDEX audit_events_action_id_idx;
      DROP INDEX audit_events_actor_id_idx;
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
