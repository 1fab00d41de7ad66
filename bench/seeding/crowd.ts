import type { Client } from 'pg';

const USERS = `
  WITH names AS (SELECT 'user-' || i AS username FROM generate_series(1, $1::int) AS i),
  owned AS (INSERT INTO owners (id, kind) SELECT username, 'user' FROM names),
  made AS (
    INSERT INTO users
      (id, username, display_name, password_hash, role, permissions, created_at, updated_at)
    SELECT gen_random_uuid(), username, username, '', 'member', '{}', now(), now() FROM names
    RETURNING id, username
  ),
  seated AS (INSERT INTO ai_seats (user_id, assigned_at) SELECT id, now() FROM made)
  SELECT id, username FROM made`;

const ASSISTANTS = `
  INSERT INTO assistants (id, owner_id, slug, name, shared, created_at, updated_at)
  SELECT gen_random_uuid(), ($2::text[])[1 + i % cardinality($2)], 'assistant-' || i, 'Assistant', true, now(), now()
  FROM generate_series(1, $1::int) AS i
  RETURNING id`;

export interface Crowd {
  users: { id: string; username: string }[];
  assistantIds: string[];
}

/** Users with seats, and assistants that all of them may use. */
export async function seedCrowd(
  client: Client,
  counts: { users: number; assistants: number },
  teamIds = ['team'],
): Promise<Crowd> {
  const users = await client.query<{ id: string; username: string }>(USERS, [counts.users]);
  const assistants = await client.query<{ id: string }>(ASSISTANTS, [counts.assistants, teamIds]);
  return { users: users.rows, assistantIds: assistants.rows.map(({ id }) => id) };
}
