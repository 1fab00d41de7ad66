import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One instance at a time sends the events of a webhook, in order; docs/decisions/0033 has the reason. */
export class WebhookLeases1764400040000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // A lease that a crash of the server loses was worth nothing any more. A reference to `webhooks`
    // would write to the log of the server with every lease.
    await queryRunner.query(`
      CREATE UNLOGGED TABLE webhook_leases (
        webhook_id uuid CONSTRAINT webhook_leases_pkey PRIMARY KEY,
        holder uuid NOT NULL,
        expires_at timestamptz(3) NOT NULL
      );
    `);
    // A UUID v7 whose twelve bits after the milliseconds are a fraction of a millisecond (RFC 9562,
    // section 6.2, method 3), so that events of one millisecond stay in order.
    await queryRunner.query(`
      CREATE OR REPLACE FUNCTION new_delivery_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
        SELECT encode(
          overlay(
            overlay(uuid_send(gen_random_uuid())
              PLACING substring(int8send(micros / 1000) FROM 3) FROM 1 FOR 6)
            PLACING substring(int4send((x'7000'::integer + micros % 1000 * 4096 / 1000)::integer) FROM 3)
            FROM 7 FOR 2),
          'hex')::uuid
        FROM (SELECT floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS micros) AS moment
      $$`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE OR REPLACE FUNCTION new_delivery_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
        SELECT encode(
          set_bit(set_bit(
            overlay(uuid_send(gen_random_uuid())
              PLACING substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
              FROM 1 FOR 6),
            52, 1), 53, 1),
          'hex')::uuid
      $$;
      DROP TABLE webhook_leases;
    `);
  }
}
