import type { Client } from 'pg';
import { FIRST_MILLISECOND } from './seeded-token.js';
import { withoutIndexes } from './without-indexes.js';

const TABLES = ['tokens', 'token_secrets'];
const BATCH = 200_000;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The values and ids that `seeded-token.ts` computes; `crc32` is there since PostgreSQL 18. */
export const SEED_FUNCTIONS = `
  CREATE OR REPLACE FUNCTION pg_temp.seeded_secret(prefix text, n bigint) RETURNS text
    LANGUAGE sql IMMUTABLE AS $$
    SELECT prefix || random || (
      SELECT string_agg(substr('${ALPHABET}', 1 + (crc / place % 62)::int, 1), '' ORDER BY place DESC)
      FROM (VALUES (916132832::bigint), (14776336), (238328), (3844), (62), (1)) AS places (place)
    )
    FROM (
      SELECT lpad(n::text, 36, '0') AS random,
        crc32(convert_to(lpad(n::text, 36, '0'), 'UTF8')) AS crc
    ) AS parts $$;
  CREATE OR REPLACE FUNCTION pg_temp.seeded_id(n bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex(${FIRST_MILLISECOND} + n), 12, '0') || '70008000' ||
      lpad(to_hex(n), 12, '0'))::uuid $$;
  CREATE OR REPLACE FUNCTION pg_temp.seeded_at(n bigint) RETURNS timestamptz
    LANGUAGE sql STABLE AS $$ SELECT to_timestamp((${FIRST_MILLISECOND} + n) / 1000.0) $$`;

const INSERT_TOKENS = `
  INSERT INTO tokens (id, type, user_id, username, assistant_id, notes, hint, created_at)
  SELECT pg_temp.seeded_id(n), 'assistant',
    ($3::uuid[])[1 + n % cardinality($3)], ($4::text[])[1 + n % cardinality($4)],
    ($5::uuid[])[1 + n % cardinality($5)],
    'Production API integration', 'i5t_000000…', pg_temp.seeded_at(n)
  FROM generate_series($1::bigint, $2::bigint) AS n`;

const INSERT_SECRETS = `
  INSERT INTO token_secrets (token_id, version, digest, created_at)
  SELECT pg_temp.seeded_id(n), 1,
    sha256(convert_to(pg_temp.seeded_secret('i5t_', n), 'UTF8')), pg_temp.seeded_at(n)
  FROM generate_series($1::bigint, $2::bigint) AS n`;

export interface SeedPlan {
  /** Numbers of the tokens. */
  first: number;
  count: number;
  /** Who owns them, and whose they are: in turn. */
  users: { id: string; username: string }[];
  assistantIds: string[];
}

interface Seeding {
  signal: AbortSignal;
  onProgress: (sentence: string) => void;
}

/** Tokens with a secret each, as the service would write them: triggers fire. */
export async function seedTokens(
  client: Client,
  plans: SeedPlan[],
  { signal, onProgress }: Seeding,
): Promise<void> {
  await client.query(SEED_FUNCTIONS);
  const seed = async () => {
    for (const plan of plans) await insert(client, plan, { signal, onProgress });
  };
  await withoutIndexes(client, TABLES, seed, onProgress);
  await client.query('VACUUM ANALYZE');
}

async function insert(
  client: Client,
  { first, count, users, assistantIds }: SeedPlan,
  { signal, onProgress }: Seeding,
): Promise<void> {
  for (let seeded = 0; seeded < count;) {
    signal.throwIfAborted();
    const size = Math.min(BATCH, count - seeded);
    const range = [first + seeded, first + seeded + size - 1];
    await client.query(INSERT_TOKENS, [
      ...range,
      users.map(({ id }) => id),
      users.map(({ username }) => username),
      assistantIds,
    ]);
    await client.query(INSERT_SECRETS, range);
    seeded += size;
    onProgress(`${seeded.toLocaleString('en')} of ${count.toLocaleString('en')} tokens`);
  }
}
