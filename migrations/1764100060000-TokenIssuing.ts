import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Reads the facts that decide whether a token may be issued. First takes the shared lock on the
 * user (its number is in `database/advisory-locks.ts`), then a lock on the assistant, both until
 * the transaction ends. Each statement of a volatile function sees what was committed before it
 * began, so the last one sees what others committed during the waits. A single statement would not.
 *
 * The assistant is given by its id, or by owner and slug, or not at all.
 *
 * Version 0.2.0 issues tokens with it, and may run while this version migrates. This version does not
 * use it; docs/decisions/0028 has the reason.
 */
export class TokenIssuing1764100060000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION issuer_facts(
        issuer uuid, credential uuid, ref_id uuid, ref_owner text, ref_slug text,
        OUT role text, OUT permissions text[], OUT disabled boolean, OUT seat boolean,
        OUT live boolean, OUT assistant_id uuid, OUT owner_id text, OUT slug text,
        OUT shared boolean, OUT team_role text
      ) LANGUAGE plpgsql VOLATILE AS $$
      #variable_conflict use_column
      BEGIN
        PERFORM pg_advisory_xact_lock_shared(7410004, hashtext(issuer::text));
        IF ref_id IS NOT NULL THEN
          SELECT a.id, a.owner_id, a.slug, a.shared INTO assistant_id, owner_id, slug, shared
          FROM assistants a WHERE a.id = ref_id FOR KEY SHARE;
        ELSIF ref_slug IS NOT NULL THEN
          SELECT a.id, a.owner_id, a.slug, a.shared INTO assistant_id, owner_id, slug, shared
          FROM assistants a WHERE a.owner_id = ref_owner AND a.slug = ref_slug FOR KEY SHARE;
        END IF;
        SELECT u.role, u.permissions, u.disabled,
          EXISTS (SELECT 1 FROM ai_seats s WHERE s.user_id = issuer),
          EXISTS (SELECT 1 FROM sessions s WHERE s.id = credential)
            OR EXISTS (SELECT 1 FROM tokens t WHERE t.id = credential AND t.revoked_at IS NULL),
          (SELECT m.role FROM team_members m WHERE m.team_id = owner_id AND m.user_id = issuer)
        INTO role, permissions, disabled, seat, live, team_role
        FROM users u WHERE u.id = issuer;
      END $$`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP FUNCTION issuer_facts(uuid, uuid, uuid, text, text)');
  }
}
