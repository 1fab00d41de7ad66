import type { MigrationInterface, QueryRunner } from 'typeorm';

/** docs/decisions/0044 has the reasons. */
export class RefusedRequests1764500050000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE UNLOGGED TABLE refused_requests (
        request_id uuid CONSTRAINT refused_requests_pkey PRIMARY KEY,
        at timestamptz(3) NOT NULL,
        credential_id uuid NOT NULL,
        is_session boolean NOT NULL,
        user_id uuid NOT NULL,
        method text NOT NULL,
        path text NOT NULL,
        address text NOT NULL,
        origin_host text,
        outcomes jsonb NOT NULL
      );
      CREATE INDEX refused_requests_at_idx ON refused_requests (at);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE refused_requests');
  }
}
