import type { MigrationInterface, QueryRunner } from 'typeorm';

interface Announcement {
  table: string;
  /** The announcement: the kind, and the column with the id. */
  kind: string;
  key: 'id' | 'token_id' | 'user_id';
  on: string;
}

const ANNOUNCEMENTS: Announcement[] = [
  {
    table: 'tokens',
    kind: 'token',
    key: 'id',
    on: `UPDATE OF id, type, user_id, assistant_id, read_only, restrict, cidr, host,
      rate_limit_per_minute, on_reuse, expires_at, created_at, revoked_at OR DELETE`,
  },
  {
    table: 'token_secrets',
    kind: 'token',
    key: 'token_id',
    on: 'UPDATE OF token_id, version, digest, retires_at OR DELETE',
  },
  {
    table: 'sessions',
    kind: 'session',
    key: 'id',
    on: 'UPDATE OR DELETE',
  },
  {
    table: 'users',
    kind: 'user',
    key: 'id',
    on: 'UPDATE OF id, username, display_name, role, permissions, disabled OR DELETE',
  },
  { table: 'ai_seats', kind: 'user', key: 'user_id', on: 'INSERT OR UPDATE OR DELETE' },
  { table: 'team_members', kind: 'user', key: 'user_id', on: 'INSERT OR UPDATE OR DELETE' },
  {
    table: 'assistants',
    kind: 'assistant',
    key: 'id',
    on: 'UPDATE OF id, owner_id, slug, shared OR DELETE',
  },
];

const KEYS = [...new Set(ANNOUNCEMENTS.map(({ key }) => key))];

/**
 * Triggers announce every change that affects what a principal may do, in the transaction of the
 * change. So cascades and statements that somebody types by hand are announced too.
 */
export class PrincipalChanges1764100000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const key of KEYS) await queryRunner.query(announceBy(key));
    await queryRunner.query(`
      CREATE FUNCTION announce_all_principals() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('principal_changes', 'all');
        RETURN NULL;
      END $$`);
    for (const { table, kind, key, on } of ANNOUNCEMENTS) {
      await queryRunner.query(`
        CREATE TRIGGER ${table}_announce AFTER ${on} ON ${table}
          FOR EACH ROW EXECUTE FUNCTION announce_principal_by_${key}('${kind}')`);
      await queryRunner.query(`
        CREATE TRIGGER ${table}_announce_all AFTER TRUNCATE ON ${table}
          FOR EACH STATEMENT EXECUTE FUNCTION announce_all_principals()`);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const { table } of ANNOUNCEMENTS) {
      await queryRunner.query(`DROP TRIGGER ${table}_announce_all ON ${table}`);
      await queryRunner.query(`DROP TRIGGER ${table}_announce ON ${table}`);
    }
    await queryRunner.query('DROP FUNCTION announce_all_principals()');
    for (const key of KEYS) {
      await queryRunner.query(`DROP FUNCTION announce_principal_by_${key}()`);
    }
  }
}

/** PostgreSQL sends identical notifications of a transaction only once. */
function announceBy(key: string): string {
  return `
    CREATE FUNCTION announce_principal_by_${key}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP <> 'INSERT' THEN
        PERFORM pg_notify('principal_changes', TG_ARGV[0] || ':' || OLD.${key});
      END IF;
      IF TG_OP <> 'DELETE' THEN
        PERFORM pg_notify('principal_changes', TG_ARGV[0] || ':' || NEW.${key});
      END IF;
      RETURN NULL;
    END $$`;
}
