import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Service accounts are rows of `users`, see docs/decisions/0041. */
export class ServiceAccounts1764500020000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE owners
        DROP CONSTRAINT owners_kind_check,
        ADD CONSTRAINT owners_kind_check CHECK (kind IN ('user', 'team', 'service_account'))
          NOT VALID;

      ALTER TABLE users
        ALTER COLUMN password_hash DROP NOT NULL,
        ADD COLUMN kind text NOT NULL DEFAULT 'user',
        ADD COLUMN team_id text,
        ADD CONSTRAINT users_kind_check CHECK (kind IN ('user', 'service')) NOT VALID,
        ADD CONSTRAINT users_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (id) NOT VALID,
        ADD CONSTRAINT users_service_check CHECK (CASE kind
          WHEN 'service' THEN team_id IS NOT NULL AND password_hash IS NULL AND role = 'member'
          ELSE team_id IS NULL END) NOT VALID;
    `);
    await announce(queryRunner, ANNOUNCED_COLUMNS);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await announce(queryRunner, ANNOUNCED_BEFORE);
    await queryRunner.query(`
      UPDATE tokens SET revoked_at = coalesce(revoked_at, now())
      WHERE user_id IN (SELECT id FROM users WHERE kind = 'service')
        OR assistant_id IN (
          SELECT a.id FROM assistants a JOIN owners o ON o.id = a.owner_id
          WHERE o.kind = 'service_account');
      DELETE FROM assistants WHERE owner_id IN (SELECT id FROM owners WHERE kind = 'service_account');
      DELETE FROM owners WHERE kind = 'service_account';

      ALTER TABLE users
        DROP CONSTRAINT users_service_check,
        DROP COLUMN team_id,
        DROP COLUMN kind,
        ALTER COLUMN password_hash SET NOT NULL;

      ALTER TABLE owners
        DROP CONSTRAINT owners_kind_check,
        ADD CONSTRAINT owners_kind_check CHECK (kind IN ('user', 'team'));
    `);
  }
}

const ANNOUNCED_BEFORE = 'id, username, display_name, role, permissions, disabled';
const ANNOUNCED_COLUMNS = `${ANNOUNCED_BEFORE}, kind`;

async function announce(queryRunner: QueryRunner, columns: string): Promise<void> {
  await queryRunner.query(`
    DROP TRIGGER users_announce ON users;
    CREATE TRIGGER users_announce AFTER UPDATE OF ${columns} OR DELETE ON users
      FOR EACH ROW EXECUTE FUNCTION announce_principal_by_id('user')`);
}
