import pg from 'pg';
import { seedCrowd } from './crowd.js';
import { withoutIndexes } from './without-indexes.js';

const USERS = 1_000;
const ASSISTANTS = 1_000;
const TEAMS = 100;
const BATCH = 200_000;

/** Two years, evenly. Most properties have many values, and some tokens have rare ones. */
const INSERT_TOKENS = `
  INSERT INTO tokens (id, type, user_id, username, assistant_id, chosen_name, notes, tags, hint,
    read_only, created_at, expires_at, revoked_at, revocation_reason, paused_at, pause_cause, reused_at)
  SELECT
    (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '70008000' ||
      lpad(to_hex(n), 12, '0'))::uuid,
    kind, ($4::uuid[])[1 + n % cardinality($4)], ($5::text[])[1 + n % cardinality($5)],
    CASE WHEN kind = 'assistant' THEN ($6::uuid[])[1 + n / 7 % cardinality($6)] END,
    CASE WHEN n % 3 > 0 THEN 'Integration of service ' || n % 4000 END,
    'Production API integration' || CASE WHEN n % 100000 = 7 THEN ' zebra' ELSE '' END,
    ARRAY['env=' || CASE WHEN n % 4 = 0 THEN 'test' ELSE 'prod' END, 'squad=' || n % 300],
    'i5t_' || lpad(to_hex(n), 6, '0') || '…', n % 10 = 0, at,
    CASE WHEN n % 5 > 1 THEN
      at + make_interval(days => 1 + (n % CASE WHEN n % 3 = 0 THEN 14 ELSE 700 END)::int) END,
    CASE WHEN n % 8 = 0 THEN at + interval '10 days' END, CASE WHEN n % 8 = 0 THEN 'revoked' END,
    CASE WHEN n % 500 = 1 THEN at + interval '20 days' END, CASE WHEN n % 500 = 1 THEN 'user' END,
    CASE WHEN n % 1000 = 3 THEN at + interval '5 days' END
  FROM generate_series($1::bigint, $2::bigint) AS n,
    LATERAL (SELECT now() - make_interval(secs => ($3 - n) * 63072000.0 / $3) AS at,
      CASE WHEN n % 20 = 0 THEN 'personal' ELSE 'assistant' END AS kind) AS made`;

const INSERT_TEAMS = `
  WITH made AS (
    INSERT INTO owners (id, kind) SELECT 'team-' || i, 'team' FROM generate_series(1, ${TEAMS}) AS i
    RETURNING id
  )
  INSERT INTO teams (id, name, created_at, updated_at) SELECT id, id, now(), now() FROM made
  RETURNING id`;

/** Two thirds were used, more or less lately. */
const USE_TOKENS = `
  UPDATE token_last_uses SET last_used_at = used.at, idle_since = used.at
  FROM (
    SELECT token_id, idle_since + (now() - idle_since) * (hashtext(token_id::text) & 1023) / 1024 AS at
    FROM token_last_uses WHERE hashtext(token_id::text) % 3 <> 0
  ) AS used
  WHERE used.token_id = token_last_uses.token_id`;

interface InventoryPlan {
  databaseUrl: string;
  tokens: number;
  signal: AbortSignal;
  onProgress: (sentence: string) => void;
}

/** Tokens that differ in everything by which the inventory filters and sorts. */
export async function seedInventory(plan: InventoryPlan): Promise<void> {
  const { databaseUrl, tokens, signal, onProgress } = plan;
  const client = new pg.Client(databaseUrl);
  // A statement that runs for a minute ends with its connection.
  const stop = () => void client.end();
  await client.connect();
  signal.addEventListener('abort', stop);
  try {
    const teams = await client.query<{ id: string }>(INSERT_TEAMS);
    const { users, assistantIds } = await seedCrowd(
      client,
      { users: USERS, assistants: ASSISTANTS },
      teams.rows.map(({ id }) => id),
    );
    const owners = [users.map(({ id }) => id), users.map(({ username }) => username)];
    const seed = async () => {
      for (let seeded = 0; seeded < tokens; seeded += BATCH) {
        signal.throwIfAborted();
        const last = Math.min(seeded + BATCH, tokens) - 1;
        await client.query(INSERT_TOKENS, [seeded, last, tokens, ...owners, assistantIds]);
        onProgress(`${(last + 1).toLocaleString('en')} of ${tokens.toLocaleString('en')} tokens`);
      }
      await client.query(USE_TOKENS);
    };
    await withoutIndexes(client, ['tokens', 'token_last_uses'], seed, onProgress);
    await client.query('VACUUM ANALYZE');
  } finally {
    signal.removeEventListener('abort', stop);
    await client.end();
  }
}
