import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import {
  endEverything,
  eventually,
  newDataDir,
  ServiceProcess,
} from '../support/service-process.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';
import { wrongClock } from '../support/wrong-clock.js';

const HUNDRED_DAYS = 100 * 86_400;
/** Used proofs are deleted every minute, but not at the start. */
const SWEPT_WITHIN_MS = 120_000;

const USER = randomUUID();
const ASSISTANT = randomUUID();
const WEBHOOK = randomUUID();
const LIVE_TOKEN = randomUUID();
const A_DIGEST = `sha256(gen_random_uuid()::text::bytea)`;

const SCENE = `
  INSERT INTO owners (id, kind) VALUES ('owner', 'user');
  INSERT INTO users (id, username, display_name, password_hash, role, permissions, created_at, updated_at)
    VALUES ('${USER}', 'owner', 'Owner', '-', 'member', '{}', now(), now());
  INSERT INTO assistants (id, owner_id, slug, name, created_at, updated_at)
    VALUES ('${ASSISTANT}', 'owner', 'sales', 'Sales', now(), now());
  INSERT INTO webhooks (id, assistant_id, user_id, url, events, created_at, updated_at)
    VALUES ('${WEBHOOK}', '${ASSISTANT}', '${USER}', 'https://example.com', '{token.created}', now(), now());
  INSERT INTO tokens (id, type, user_id, username, hint, created_at)
    VALUES ('${LIVE_TOKEN}', 'personal', '${USER}', 'owner', 'abcd', now());`;

/** Tables with rows that are deleted for good. */
interface Kept {
  table: string;
  /** Leaves out the rows of the scene. */
  where?: string;
  /** Inserts a row. $1 is a time: of the first, the row is due; of the second, it is not yet. */
  insert: string;
  due: string;
  notYet: string;
}

const KEPT: Kept[] = [
  {
    table: 'tokens',
    where: `id <> '${LIVE_TOKEN}'`,
    insert: `INSERT INTO tokens (id, type, username, hint, created_at, revoked_at)
      VALUES (gen_random_uuid(), 'personal', 'owner', 'abcd', $1, $1)`,
    due: '-91 days',
    notYet: '-1 day',
  },
  {
    table: 'token_secrets',
    insert: `INSERT INTO token_secrets (token_id, version, digest, created_at, retires_at)
      VALUES ('${LIVE_TOKEN}', 1 + (SELECT count(*) FROM token_secrets), ${A_DIGEST}, $1, $1)`,
    due: '-91 days',
    notYet: '-1 day',
  },
  {
    table: 'sessions',
    insert: `INSERT INTO sessions (id, user_id, digest, created_at, expires_at)
      VALUES (gen_random_uuid(), '${USER}', ${A_DIGEST}, now(), $1)`,
    due: '-1 minute',
    notYet: '1 hour',
  },
  {
    table: 'token_usage',
    insert: `INSERT INTO token_usage (token_id, day, accepted, refused, rate_limited)
      VALUES ('${LIVE_TOKEN}', ($1::timestamptz AT TIME ZONE 'UTC')::date, 1, 0, 0)`,
    due: '-402 days',
    notYet: '-398 days',
  },
  {
    table: 'usage_batches',
    insert: 'INSERT INTO usage_batches (id, written_at) VALUES (gen_random_uuid(), $1)',
    due: '-8 days',
    notYet: '-6 days',
  },
  {
    table: 'rate_limits',
    insert: `INSERT INTO rate_limits (key, points, expire)
      VALUES (gen_random_uuid(), 1, extract(epoch FROM $1::timestamptz) * 1000)`,
    due: '-1 minute',
    notYet: '1 hour',
  },
  {
    table: 'webhook_secrets',
    insert: `INSERT INTO webhook_secrets (webhook_id, version, secret, encrypted, created_at, retires_at)
      VALUES ('${WEBHOOK}', 1 + (SELECT count(*) FROM webhook_secrets), 'secret', false, $1, $1)`,
    due: '-1 minute',
    notYet: '1 hour',
  },
  {
    table: 'webhook_deliveries',
    insert: `INSERT INTO webhook_deliveries (id, webhook_id, event, at, data, state, created_at)
      VALUES (gen_random_uuid(), '${WEBHOOK}', 'token.created', $1, '{}', 'delivered', $1)`,
    due: '-31 days',
    notYet: '-1 day',
  },
  {
    table: 'idempotency_keys',
    insert: `INSERT INTO idempotency_keys
        (scope, key_digest, fingerprint, resource_id, claim, locked_until, created_at)
      VALUES (gen_random_uuid(), ${A_DIGEST}, ${A_DIGEST}, gen_random_uuid(), gen_random_uuid(), $1, $1)`,
    due: '-25 hours',
    notYet: '-1 hour',
  },
  {
    table: 'child_tokens',
    insert: `INSERT INTO child_tokens
        (id, parent_id, parent_secret_version, child_epoch, digest, hint, created_at, expires_at)
      SELECT gen_random_uuid(), id, 1, child_epoch, ${A_DIGEST}, 'abcd', now(), $1
      FROM tokens WHERE id = '${LIVE_TOKEN}'`,
    due: '-3 minutes',
    notYet: '1 hour',
  },
  {
    table: 'dpop_used_proofs',
    insert: `INSERT INTO dpop_used_proofs (digest, expires_at) VALUES (${A_DIGEST}, $1)`,
    due: '-1 minute',
    notYet: '1 hour',
  },
];

describe('an instance whose clock is 100 days ahead', () => {
  let database: TestDatabase;
  let client: Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new Client(database.url);
    await client.connect();
    await client.query(SCENE);
    for (const { insert, due, notYet } of KEPT) {
      for (const distance of [due, notYet]) {
        const { rows } = await client.query<{ at: string }>(
          'SELECT (now() + $1::interval)::text AS at',
          [distance],
        );
        await client.query(insert, [rows[0]?.at]);
      }
    }
    await ServiceProcess.start(await newDataDir(), {
      env: { DATABASE_URL: database.url, NODE_OPTIONS: wrongClock(HUNDRED_DAYS) },
    });
  });

  afterAll(async () => {
    await endEverything();
    await client.end();
    await database.drop();
  });

  async function countIn({ table, where = 'true' }: Kept): Promise<number> {
    const { rows } = await client.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${table} WHERE ${where}`,
    );
    return rows[0]?.count ?? NaN;
  }

  it.each(KEPT)(
    'deletes only what is due by the clock of the database: $table',
    async (kept) => {
      await eventually(async () => (await countIn(kept)) < 2, SWEPT_WITHIN_MS);
      expect(await countIn(kept)).toBe(1);
    },
    SWEPT_WITHIN_MS,
  );
});
