import type { MigrationInterface, QueryRunner } from 'typeorm';

/** docs/decisions/0045 has the reasons. */
export class ModelUsage1764500060000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Requests to a model that are in progress, and who pays for them. No foreign keys: what was
      -- spent counts, even if the chat, the token or the assistant is deleted meanwhile.
      CREATE TABLE model_calls (
        message_id uuid NOT NULL,
        attempt integer NOT NULL,
        assistant_id uuid NOT NULL,
        user_id uuid NOT NULL,
        token_id uuid,
        subject text NOT NULL,
        model text NOT NULL,
        prompt_characters integer NOT NULL,
        started_at timestamptz(3) NOT NULL,
        CONSTRAINT model_calls_pkey PRIMARY KEY (message_id, attempt)
      );

      -- A token_id of zeros stands for sessions, a currency of '' for an unknown price.
      CREATE TABLE model_usage (
        assistant_id uuid NOT NULL,
        day date NOT NULL,
        user_id uuid NOT NULL,
        token_id uuid NOT NULL,
        subject text NOT NULL,
        currency text NOT NULL,
        input_tokens bigint NOT NULL,
        output_tokens bigint NOT NULL,
        estimated_tokens bigint NOT NULL,
        cost numeric NOT NULL,
        CONSTRAINT model_usage_pkey
          PRIMARY KEY (assistant_id, day, user_id, token_id, subject, currency)
      );
      CREATE INDEX model_usage_token_id_day_idx ON model_usage (token_id, day);
      CREATE INDEX model_usage_user_id_day_idx ON model_usage (user_id, day);
      CREATE INDEX model_usage_day_idx ON model_usage (day);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE model_usage;
      DROP TABLE model_calls;
    `);
  }
}
