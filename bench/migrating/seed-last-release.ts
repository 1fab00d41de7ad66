import pg from 'pg';
import { seedCrowd } from '../seeding/crowd.js';
import { seedTokens } from '../seeding/seed-tokens.js';
import { migrateToLastRelease } from './last-release.js';
import type { Somebody } from './last-release.js';

const USERS = 1_000;
const TOKENS_PER_ASSISTANT = 1_000;

const TEAM = `
  WITH owner AS (INSERT INTO owners (id, kind) VALUES ('team', 'team') RETURNING id)
  INSERT INTO teams (id, name, created_at, updated_at) SELECT id, id, now(), now() FROM owner`;

const USES = `
  UPDATE token_secrets SET last_used_at = created_at + interval '1 day', last_used_address = '192.0.2.1'
  WHERE get_byte(uuid_send(token_id), 15) % 2 = 0`;

const EVENTS = `
  INSERT INTO audit_events (id, at, action, actor, credential_id, address, subject_type, subject_id)
  SELECT id, created_at, 'token.created', username, user_id, '192.0.2.1', 'token', id::text
  FROM tokens`;

interface Plan {
  databaseUrl: string;
  tokens: number;
  signal: AbortSignal;
  onProgress: (sentence: string) => void;
}

/**
 * A database of version 0.2.0 with tokens and as many audit events. Half of the tokens were used.
 *
 * @returns somebody who may issue more tokens
 */
export async function seedLastRelease(plan: Plan): Promise<Somebody> {
  const { databaseUrl, tokens, signal, onProgress } = plan;
  await migrateToLastRelease(databaseUrl);
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    await client.query(TEAM);
    const assistants = Math.ceil(tokens / TOKENS_PER_ASSISTANT);
    const crowd = await seedCrowd(client, { users: USERS, assistants });
    await seedTokens(client, [{ first: 0, count: tokens, ...crowd }], { signal, onProgress });
    await client.query(USES);
    await client.query(EVENTS);
    onProgress('audit events');
    await client.query('VACUUM ANALYZE');
    const [{ id: userId, username }] = crowd.users as [Somebody & { id: string }];
    return { userId, username, assistantId: crowd.assistantIds[0] as string };
  } finally {
    await client.end();
  }
}
