import type { MigrationInterface, QueryRunner } from 'typeorm';

/** docs/decisions/0047 has the reasons. */
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
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE policies');
  }
}
