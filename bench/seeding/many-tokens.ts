import pg from 'pg';
import { rebuildDerivedData } from './derived-data.js';
import { makeAssistant } from './scene.js';
import type { AssistantIds, Scene } from './scene.js';
import { seedTokens } from './seed-tokens.js';

const LARGE = 200_000;
/** More than a first sight of each can use up. */
const SPARE = 300_000;

export interface ManyTokens {
  /** An assistant with 200,000 tokens. */
  large: AssistantIds;
  /** The numbers of tokens of another assistant: from `first` to before `end`. */
  spare: { first: number; end: number };
}

interface SeedOptions {
  databaseUrl: string;
  /** Of a running service. */
  url: string;
  scene: Scene;
  signal: AbortSignal;
}

export async function seedManyTokens(options: SeedOptions): Promise<ManyTokens> {
  const { databaseUrl, url, scene, signal } = options;
  const large = await makeAssistant(url, scene.adminSession, 'large');
  const other = await makeAssistant(url, scene.adminSession, 'other');
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    const users = await adminOf(client);
    const plan = { users, signal };
    await seedTokens(client, { ...plan, first: 0, count: LARGE, assistantIds: [large.uuid] });
    await seedTokens(client, { ...plan, first: LARGE, count: SPARE, assistantIds: [other.uuid] });
    await rebuildDerivedData(client);
  } finally {
    await client.end();
  }
  return { large, spare: { first: LARGE, end: LARGE + SPARE } };
}

export async function adminOf(client: pg.Client): Promise<{ id: string; username: string }[]> {
  const { rows } = await client.query<{ id: string; username: string }>(
    `SELECT id, username FROM users WHERE username = 'admin'`,
  );
  return rows;
}
