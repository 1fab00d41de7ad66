import type { MigrationInterface, QueryRunner } from 'typeorm';

/** docs/decisions/0045 has the reasons. */
export class Budgets1764500060010 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE budgets (
        id uuid CONSTRAINT budgets_pkey PRIMARY KEY,
        token_id uuid CONSTRAINT budgets_token_id_fkey REFERENCES tokens (id) ON DELETE CASCADE,
        assistant_id uuid
          CONSTRAINT budgets_assistant_id_fkey REFERENCES assistants (id) ON DELETE CASCADE,
        user_id uuid CONSTRAINT budgets_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
        model_tokens bigint NOT NULL,
        period text NOT NULL
          CONSTRAINT budgets_period_check CHECK (period IN ('day', 'week', 'month')),
        warn_at integer NOT NULL,
        used bigint NOT NULL,
        period_start integer NOT NULL,
        warned boolean NOT NULL,
        CONSTRAINT budgets_subject_check
          CHECK (num_nonnulls(token_id, assistant_id, user_id) = 1)
      );
      CREATE UNIQUE INDEX budgets_token_id_key ON budgets (token_id) WHERE token_id IS NOT NULL;
      CREATE UNIQUE INDEX budgets_assistant_id_key ON budgets (assistant_id)
        WHERE assistant_id IS NOT NULL;
      CREATE UNIQUE INDEX budgets_user_id_key ON budgets (user_id) WHERE user_id IS NOT NULL;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE budgets');
  }
}
