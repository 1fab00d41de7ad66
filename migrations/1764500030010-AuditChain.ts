import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The signed heads of the audit trail, and the events that wait for the next one. */
export class AuditChain1764500030010 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE audit_heads (
        sequence bigint CONSTRAINT audit_heads_pkey PRIMARY KEY,
        root text NOT NULL,
        previous text,
        from_at timestamptz(3) NOT NULL,
        to_at timestamptz(3) NOT NULL,
        count integer NOT NULL,
        kid text NOT NULL,
        signature text NOT NULL,
        cut_at timestamptz(3)
      );
      CREATE TABLE audit_leaves (
        head bigint,
        position integer,
        event_id uuid NOT NULL,
        hash bytea NOT NULL,
        CONSTRAINT audit_leaves_pkey PRIMARY KEY (head, position)
      );
      CREATE TABLE audit_keys (
        kid text CONSTRAINT audit_keys_pkey PRIMARY KEY,
        public_jwk jsonb NOT NULL
      );
      CREATE TABLE audit_pending (
        event_id uuid CONSTRAINT audit_pending_pkey PRIMARY KEY
      );
      -- A trigger, so that events of instances of an older version wait too.
      CREATE FUNCTION queue_audit_events() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO audit_pending SELECT id FROM added;
          RETURN NULL;
        END $$;
      CREATE TRIGGER audit_events_queue AFTER INSERT ON audit_events
        REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION queue_audit_events();
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TRIGGER audit_events_queue ON audit_events;
      DROP FUNCTION queue_audit_events();
      DROP TABLE audit_pending;
      DROP TABLE audit_keys;
      DROP TABLE audit_leaves;
      DROP TABLE audit_heads;
    `);
  }
}
