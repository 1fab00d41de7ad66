import pg from 'pg';
import { seedCrowd } from './crowd.js';
import { seedTokens } from './seed-tokens.js';

const USERS = 1_000;
const TOKENS_PER_ASSISTANT = 1_000;

interface ScalePlan {
  databaseUrl: string;
  /** Numbered from 0. */
  tokens: number;
  signal: AbortSignal;
  onProgress: (sentence: string) => void;
}

/** Tokens of a thousand users, a thousand for each assistant. */
export async function seedScale(plan: ScalePlan): Promise<void> {
  const { databaseUrl, tokens, signal, onProgress } = plan;
  const client = new pg.Client(databaseUrl);
  // A statement that runs for a minute ends with its connection.
  const stop = () => void client.end();
  await client.connect();
  signal.addEventListener('abort', stop);
  try {
    const assistants = Math.ceil(tokens / TOKENS_PER_ASSISTANT);
    const crowd = await seedCrowd(client, { users: USERS, assistants });
    await seedTokens(client, [{ first: 0, count: tokens, ...crowd }], { signal, onProgress });
  } finally {
    signal.removeEventListener('abort', stop);
    await client.end();
  }
}
