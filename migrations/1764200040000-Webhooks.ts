import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Webhooks1764200040000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE webhooks (
        id uuid CONSTRAINT webhooks_pkey PRIMARY KEY,
        assistant_id uuid NOT NULL
          CONSTRAINT webhooks_assistant_id_fkey REFERENCES assistants (id) ON DELETE CASCADE,
        user_id uuid CONSTRAINT webhooks_user_id_fkey REFERENCES users (id) ON DELETE SET NULL,
        url text NOT NULL,
        events text[] NOT NULL,
        description text NOT NULL DEFAULT '',
        enabled boolean NOT NULL DEFAULT true,
        disabled_reason text CONSTRAINT webhooks_disabled_reason_check
          CHECK (disabled_reason IN ('failing', 'gone')),
        failing_since timestamptz(3),
        secret_version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL
      );
      CREATE INDEX webhooks_assistant_id_id_idx ON webhooks (assistant_id, id);
      CREATE INDEX webhooks_user_id_idx ON webhooks (user_id) WHERE user_id IS NOT NULL;

      CREATE TABLE webhook_secrets (
        webhook_id uuid NOT NULL
          CONSTRAINT webhook_secrets_webhook_id_fkey REFERENCES webhooks (id) ON DELETE CASCADE,
        version integer NOT NULL,
        secret bytea NOT NULL,
        encrypted boolean NOT NULL,
        created_at timestamptz(3) NOT NULL,
        retires_at timestamptz(3),
        CONSTRAINT webhook_secrets_pkey PRIMARY KEY (webhook_id, version)
      );

      CREATE TABLE webhook_deliveries (
        id uuid CONSTRAINT webhook_deliveries_pkey PRIMARY KEY,
        webhook_id uuid NOT NULL
          CONSTRAINT webhook_deliveries_webhook_id_fkey REFERENCES webhooks (id) ON DELETE CASCADE,
        event text NOT NULL,
        at timestamptz(3) NOT NULL,
        data jsonb NOT NULL,
        chat_id uuid,
        subject_id uuid,
        state text NOT NULL CONSTRAINT webhook_deliveries_state_check
          CHECK (state IN ('pending', 'delivered', 'parked')),
        attempts jsonb NOT NULL DEFAULT '[]',
        tries integer NOT NULL DEFAULT 0,
        turn integer NOT NULL DEFAULT 1,
        next_attempt_at timestamptz(3),
        created_at timestamptz(3) NOT NULL,
        CONSTRAINT webhook_deliveries_pending_check
          CHECK ((state = 'pending') = (next_attempt_at IS NOT NULL))
      );
      CREATE INDEX webhook_deliveries_webhook_id_id_idx ON webhook_deliveries (webhook_id, id);
      CREATE INDEX webhook_deliveries_next_attempt_at_idx ON webhook_deliveries (next_attempt_at)
        WHERE next_attempt_at IS NOT NULL;
      CREATE INDEX webhook_deliveries_created_at_idx ON webhook_deliveries (created_at);
      CREATE UNIQUE INDEX webhook_deliveries_once_key
        ON webhook_deliveries (webhook_id, event, subject_id) WHERE subject_id IS NOT NULL;

      ALTER TABLE child_tokens ADD CONSTRAINT child_tokens_webhook_id_fkey
        FOREIGN KEY (webhook_id) REFERENCES webhooks (id) ON DELETE CASCADE;

      CREATE TRIGGER webhooks_announce AFTER UPDATE OF id, assistant_id, enabled OR DELETE ON webhooks
        FOR EACH ROW EXECUTE FUNCTION announce_principal_by_id('webhook');
      CREATE TRIGGER webhooks_announce_all AFTER TRUNCATE ON webhooks
        FOR EACH STATEMENT EXECUTE FUNCTION announce_all_principals();

      -- A UUID v7: the time in milliseconds, then chance.
      CREATE FUNCTION new_delivery_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
        SELECT encode(
          set_bit(set_bit(
            overlay(uuid_send(gen_random_uuid())
              PLACING substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
              FROM 1 FOR 6),
            52, 1), 53, 1),
          'hex')::uuid
      $$;
    `);
    // A webhook does not get events that its own receiver caused: the receiver would answer itself.
    // Each statement of a volatile function sees what was committed before it. If another
    // transaction is deleting a webhook, this one waits for it and then skips the webhook.
    await queryRunner.query(`
      CREATE FUNCTION publish_webhook_event(
        event_type text, event_assistant uuid, event_at timestamptz, event_data jsonb,
        event_chat uuid DEFAULT NULL, event_author uuid DEFAULT NULL
      ) RETURNS TABLE (delivery_id uuid, delivery_webhook_id uuid) LANGUAGE plpgsql VOLATILE AS $$
      BEGIN
        RETURN QUERY WITH subscribed AS MATERIALIZED (
          SELECT w.id, a.owner_id || ':' || a.slug AS natural_id
          FROM webhooks w JOIN assistants a ON a.id = w.assistant_id
          WHERE w.assistant_id = event_assistant AND w.enabled AND w.events @> ARRAY[event_type]
            AND w.id IS DISTINCT FROM event_author
          FOR KEY SHARE OF w
        )
        INSERT INTO webhook_deliveries
          (id, webhook_id, event, at, data, chat_id, state, next_attempt_at, created_at)
        SELECT new_delivery_id(), id, event_type, event_at,
          jsonb_build_object('assistantId', natural_id) || event_data, event_chat, 'pending',
          event_at, event_at
        FROM subscribed
        RETURNING id, webhook_id;
      END $$`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP FUNCTION publish_webhook_event(text, uuid, timestamptz, jsonb, uuid, uuid);
      DROP FUNCTION new_delivery_id();
      ALTER TABLE child_tokens DROP CONSTRAINT child_tokens_webhook_id_fkey;
      DROP TABLE webhook_deliveries;
      DROP TABLE webhook_secrets;
      DROP TABLE webhooks;
    `);
  }
}
