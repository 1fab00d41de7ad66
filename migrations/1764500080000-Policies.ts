import type { MigrationInterface, QueryRunner } from 'typeorm';

/** docs/decisions/0047 and 0048 have the reasons. */
export class Policies1764500080000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- The row of the instance always exists: whoever reads or changes a policy locks it first.
      CREATE TABLE policies (
        scope text CONSTRAINT policies_pkey PRIMARY KEY,
        team_id text CONSTRAINT policies_team_id_key UNIQUE
          CONSTRAINT policies_team_id_fkey REFERENCES teams (id) ON DELETE CASCADE,
        rules jsonb NOT NULL DEFAULT '{}',
        updated_at timestamptz(3) NOT NULL
      );
      INSERT INTO policies (scope, updated_at) VALUES ('instance', now());

      CREATE TABLE token_violations (
        token_id uuid CONSTRAINT token_violations_pkey PRIMARY KEY
          CONSTRAINT token_violations_token_id_fkey REFERENCES tokens (id) ON DELETE CASCADE,
        rules jsonb NOT NULL,
        pause_at timestamptz(3)
      );
      CREATE INDEX token_violations_pause_at_idx ON token_violations (pause_at)
        WHERE pause_at IS NOT NULL;

      -- Has one row.
      CREATE TABLE policy_sweeps (
        name text CONSTRAINT policy_sweeps_pkey PRIMARY KEY,
        cursor uuid,
        due_at timestamptz(3) NOT NULL
      );
      INSERT INTO policy_sweeps (name, due_at) VALUES ('tokens', now());

      ALTER TABLE tokens ADD COLUMN resumed_at timestamptz(3);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE tokens DROP COLUMN resumed_at;
      DROP TABLE policy_sweeps;
      DROP TABLE token_violations;
      DROP TABLE policies;
    `);
  }
}
