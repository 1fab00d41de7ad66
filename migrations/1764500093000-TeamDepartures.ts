import type { MigrationInterface, QueryRunner } from 'typeorm';

/** docs/decisions/0046 has the reasons. */
export class TeamDepartures1764500093000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- The people who left a team and have not come back.
      CREATE TABLE team_departures (
        team_id text NOT NULL
          CONSTRAINT team_departures_team_id_fkey REFERENCES teams (id) ON DELETE CASCADE,
        user_id uuid NOT NULL
          CONSTRAINT team_departures_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT team_departures_pkey PRIMARY KEY (team_id, user_id)
      );
      CREATE INDEX team_departures_user_id_idx ON team_departures (user_id);

      -- A team or a user that is being deleted is not there any more.
      CREATE FUNCTION note_team_departures() RETURNS trigger
        LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
        BEGIN
          IF TG_OP = 'INSERT' THEN
            DELETE FROM team_departures d USING members m
            WHERE d.team_id = m.team_id AND d.user_id = m.user_id;
          ELSE
            INSERT INTO team_departures (team_id, user_id)
            SELECT m.team_id, m.user_id FROM members m
            JOIN teams t ON t.id = m.team_id
            JOIN users u ON u.id = m.user_id AND u.kind = 'user'
            ON CONFLICT DO NOTHING;
          END IF;
          RETURN NULL;
        END
        $$;
      CREATE TRIGGER team_members_note_arrivals AFTER INSERT ON team_members
        REFERENCING NEW TABLE AS members
        FOR EACH STATEMENT EXECUTE FUNCTION note_team_departures();
      CREATE TRIGGER team_members_note_departures AFTER DELETE ON team_members
        REFERENCING OLD TABLE AS members
        FOR EACH STATEMENT EXECUTE FUNCTION note_team_departures();

      -- Who left before is known by the tokens. An admin may own tokens of teams without a role there.
      INSERT INTO team_departures (team_id, user_id)
      SELECT DISTINCT a.owner_id, u.id
      FROM tokens k
      JOIN assistants a ON a.id = k.assistant_id
      JOIN teams t ON t.id = a.owner_id
      JOIN users u ON u.id = k.user_id AND u.kind = 'user' AND u.role <> 'admin'
      WHERE k.revoked_at IS NULL AND NOT EXISTS (
        SELECT FROM team_members m WHERE m.team_id = a.owner_id AND m.user_id = u.id);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TRIGGER team_members_note_departures ON team_members;
      DROP TRIGGER team_members_note_arrivals ON team_members;
      DROP FUNCTION note_team_departures();
      DROP TABLE team_departures;
    `);
  }
}
