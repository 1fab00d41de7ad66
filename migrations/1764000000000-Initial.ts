import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Initial1764000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE owners (
        id text CONSTRAINT owners_pkey PRIMARY KEY,
        kind text NOT NULL CONSTRAINT owners_kind_check CHECK (kind IN ('user', 'team'))
      );

      CREATE TABLE users (
        id uuid CONSTRAINT users_pkey PRIMARY KEY,
        username text NOT NULL
          CONSTRAINT users_username_fkey REFERENCES owners (id) ON DELETE CASCADE,
        display_name text NOT NULL,
        password_hash text NOT NULL,
        role text NOT NULL CONSTRAINT users_role_check CHECK (role IN ('admin', 'member')),
        permissions text[] NOT NULL,
        disabled boolean NOT NULL DEFAULT false,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL
      );
      CREATE UNIQUE INDEX users_username_key ON users (username);

      CREATE TABLE teams (
        id text CONSTRAINT teams_pkey PRIMARY KEY
          CONSTRAINT teams_id_fkey REFERENCES owners (id) ON DELETE CASCADE,
        name text NOT NULL,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL
      );

      CREATE TABLE team_members (
        team_id text NOT NULL
          CONSTRAINT team_members_team_id_fkey REFERENCES teams (id) ON DELETE CASCADE,
        user_id uuid NOT NULL
          CONSTRAINT team_members_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
        role text NOT NULL
          CONSTRAINT team_members_role_check CHECK (role IN ('admin', 'editor', 'viewer')),
        created_at timestamptz(3) NOT NULL,
        CONSTRAINT team_members_pkey PRIMARY KEY (team_id, user_id)
      );
      CREATE INDEX team_members_user_id_idx ON team_members (user_id);

      CREATE TABLE ai_seats (
        user_id uuid CONSTRAINT ai_seats_pkey PRIMARY KEY
          CONSTRAINT ai_seats_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
        assigned_at timestamptz(3) NOT NULL
      );

      CREATE TABLE sessions (
        id uuid CONSTRAINT sessions_pkey PRIMARY KEY,
        user_id uuid NOT NULL
          CONSTRAINT sessions_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
        digest bytea NOT NULL,
        created_at timestamptz(3) NOT NULL,
        expires_at timestamptz(3) NOT NULL
      );
      CREATE UNIQUE INDEX sessions_digest_key ON sessions (digest);
      CREATE INDEX sessions_user_id_idx ON sessions (user_id);
      CREATE INDEX sessions_expires_at_idx ON sessions (expires_at);

      CREATE TABLE assistants (
        id uuid CONSTRAINT assistants_pkey PRIMARY KEY,
        owner_id text NOT NULL
          CONSTRAINT assistants_owner_id_fkey REFERENCES owners (id) ON DELETE RESTRICT,
        slug text NOT NULL,
        name text NOT NULL,
        description text NOT NULL DEFAULT '',
        instructions text NOT NULL DEFAULT '',
        welcome text NOT NULL DEFAULT '',
        suggestions text[] NOT NULL DEFAULT '{}',
        model_id text,
        shared boolean NOT NULL DEFAULT false,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL
      );
      CREATE UNIQUE INDEX assistants_owner_id_slug_key ON assistants (owner_id, slug);
      CREATE INDEX assistants_shared_id_idx ON assistants (id) WHERE shared;

      CREATE TABLE tokens (
        id uuid CONSTRAINT tokens_pkey PRIMARY KEY,
        type text NOT NULL CONSTRAINT tokens_type_check CHECK (type IN ('personal', 'assistant')),
        user_id uuid CONSTRAINT tokens_user_id_fkey REFERENCES users (id) ON DELETE SET NULL,
        username text NOT NULL,
        assistant_id uuid
          CONSTRAINT tokens_assistant_id_fkey REFERENCES assistants (id) ON DELETE SET NULL,
        deleted_assistant text,
        notes text NOT NULL DEFAULT '',
        data jsonb NOT NULL DEFAULT '{}',
        read_only boolean NOT NULL DEFAULT false,
        restrict text CONSTRAINT tokens_restrict_check CHECK (restrict IN ('cidr', 'host')),
        cidr text,
        host text,
        rate_limit_per_minute integer,
        on_reuse text NOT NULL DEFAULT 'alert'
          CONSTRAINT tokens_on_reuse_check CHECK (on_reuse IN ('alert', 'revoke')),
        hint text NOT NULL,
        secret_version integer NOT NULL DEFAULT 1,
        expires_at timestamptz(3),
        created_at timestamptz(3) NOT NULL,
        revoked_at timestamptz(3),
        revocation_reason text,
        reused_at timestamptz(3),
        CONSTRAINT tokens_live_user_check CHECK (revoked_at IS NOT NULL OR user_id IS NOT NULL),
        CONSTRAINT tokens_live_assistant_check
          CHECK (type <> 'assistant' OR revoked_at IS NOT NULL OR assistant_id IS NOT NULL)
      );
      CREATE INDEX tokens_assistant_id_id_idx ON tokens (assistant_id, id);
      CREATE INDEX tokens_user_id_id_idx ON tokens (user_id, id);
      CREATE INDEX tokens_username_id_idx ON tokens (username, id);
      CREATE INDEX tokens_deleted_assistant_idx ON tokens (deleted_assistant)
        WHERE deleted_assistant IS NOT NULL;
      CREATE INDEX tokens_expires_at_idx ON tokens (expires_at) WHERE expires_at IS NOT NULL;
      CREATE INDEX tokens_revoked_at_idx ON tokens (revoked_at) WHERE revoked_at IS NOT NULL;

      CREATE TABLE token_secrets (
        token_id uuid NOT NULL
          CONSTRAINT token_secrets_token_id_fkey REFERENCES tokens (id) ON DELETE CASCADE,
        version integer NOT NULL,
        digest bytea NOT NULL,
        created_at timestamptz(3) NOT NULL,
        retires_at timestamptz(3),
        last_used_at timestamptz(3),
        last_used_address text,
        CONSTRAINT token_secrets_pkey PRIMARY KEY (token_id, version)
      );
      CREATE UNIQUE INDEX token_secrets_digest_key ON token_secrets (digest);
      CREATE INDEX token_secrets_retires_at_idx ON token_secrets (retires_at)
        WHERE retires_at IS NOT NULL;

      CREATE TABLE audit_events (
        id uuid CONSTRAINT audit_events_pkey PRIMARY KEY,
        at timestamptz(3) NOT NULL,
        action text NOT NULL,
        actor text,
        credential_id uuid,
        address text,
        subject_type text NOT NULL,
        subject_id text NOT NULL,
        details jsonb NOT NULL DEFAULT '{}'
      );
      CREATE INDEX audit_events_subject_id_id_idx ON audit_events (subject_id, id);

      -- The layout that rate-limiter-flexible reads and writes; expire is in Unix milliseconds.
      CREATE TABLE rate_limits (
        key varchar(255) CONSTRAINT rate_limits_pkey PRIMARY KEY,
        points integer NOT NULL DEFAULT 0,
        expire bigint
      );
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE rate_limits;
      DROP TABLE audit_events;
      DROP TABLE token_secrets;
      DROP TABLE tokens;
      DROP TABLE assistants;
      DROP TABLE sessions;
      DROP TABLE ai_seats;
      DROP TABLE team_members;
      DROP TABLE teams;
      DROP TABLE users;
      DROP TABLE owners;
    `);
  }
}
