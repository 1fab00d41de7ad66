import pg from 'pg';
import { SEED_FUNCTIONS } from './seed-tokens.js';
import { withoutIndexes } from './without-indexes.js';

const BATCH = 200_000;

const INSERT = `
  INSERT INTO child_tokens (id, parent_id, parent_secret_version, child_epoch, digest, hint,
    expires_at, created_at)
  SELECT pg_temp.seeded_id(n), parents[1 + n % cardinality(parents)], 1, 0,
    sha256(convert_to(pg_temp.seeded_secret('i5c_', n), 'UTF8')), 'i5c_000000…',
    now() + interval '1 day', now()
  FROM generate_series($1::bigint, $2::bigint) AS n,
    (SELECT array_agg(id) AS parents FROM tokens WHERE type = 'assistant') AS of`;

interface ChildrenPlan {
  databaseUrl: string;
  /** Numbered from 0. */
  children: number;
  signal: AbortSignal;
  onProgress: (sentence: string) => void;
}

/** Children that are good for a day, of all assistant tokens in turn. */
export async function seedChildren(plan: ChildrenPlan): Promise<void> {
  const { databaseUrl, children, signal, onProgress } = plan;
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    await client.query(SEED_FUNCTIONS);
    const insert = async () => {
      for (let seeded = 0; seeded < children; seeded += BATCH) {
        signal.throwIfAborted();
        const end = Math.min(children, seeded + BATCH);
        await client.query(INSERT, [seeded, end - 1]);
        onProgress(`${end.toLocaleString('en')} of ${children.toLocaleString('en')} children`);
      }
    };
    await withoutIndexes(client, ['child_tokens'], insert, onProgress);
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}

/** As if an hour had passed since they expired, except for the first ones. */
export const EXPIRE_ALL_BUT = (kept: number) => `
  SET session_replication_role = replica;
  UPDATE child_tokens SET expires_at = now() - interval '1 hour'
  WHERE id IN (SELECT id FROM child_tokens ORDER BY id OFFSET ${kept})`;
