import pg from 'pg';
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
  onProgress: (sentence: string) => void;
}

export async function seedManyTokens(options: SeedOptions): Promise<ManyTokens> {
  const { databaseUrl, url, scene, signal, onProgress } = options;
  const large = await makeAssistant(url, scene.adminSession, 'large');
  const other = await makeAssistant(url, scene.adminSession, 'other');
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    const users = await adminOf(client);
    await seedTokens(
      client,
      [
        { users, first: 0, count: LARGE, assistantIds: [large.uuid] },
        { users, first: LARGE, count: SPARE, assistantIds: [other.uuid] },
      ],
      { signal, onProgress },
    );
  } finally {
    await client.end();
  }
  return { large, spare: { first: LARGE, end: LARGE + SPARE } };
}

async function adminOf(client: pg.Client): Promise<{ id: string; username: string }[]> {
  const { rows } = await client.query<{ id: string; username: string }>(
    `SELECT id, username FROM users WHERE username = 'admin'`,
  );
  return rows;
}
