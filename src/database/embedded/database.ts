import type { Client } from 'pg';
import { connect, type Endpoint } from './connection.js';
import { codeOf } from './error-details.js';

export const MAINTENANCE_DATABASE = 'postgres';
export const DATABASE = 'assistant_tokens';

const NO_SUCH_DATABASE = '3D000';

export async function ensureDatabase(endpoint: Endpoint): Promise<void> {
  if (await exists(endpoint)) return;
  const client = await connect(endpoint, MAINTENANCE_DATABASE);
  try {
    await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

async function exists(endpoint: Endpoint): Promise<boolean> {
  let client: Client;
  try {
    client = await connect(endpoint, DATABASE);
  } catch (error) {
    if (codeOf(error) === NO_SUCH_DATABASE) return false;
    throw error;
  }
  await client.end();
  return true;
}
