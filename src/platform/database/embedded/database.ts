import type { Client } from 'pg';
import { connect, type Endpoint } from './connection.js';
import { codeOf } from './error-details.js';

export const MAINTENANCE_DATABASE = 'postgres';
export const DATABASE = 'assistant_tokens';

const NO_SUCH_DATABASE = '3D000';
/** The server may still be creating the database for a start that was killed. */
const CREATED_MEANWHILE = ['42P04', '23505'];

export async function ensureDatabase(endpoint: Endpoint): Promise<void> {
  if (!(await exists(endpoint))) await create(endpoint);
}

async function create(endpoint: Endpoint): Promise<void> {
  const client = await connect(endpoint, MAINTENANCE_DATABASE);
  try {
    await client.query(`CREATE DATABASE ${DATABASE}`);
  } catch (error) {
    if (!CREATED_MEANWHILE.includes(codeOf(error) ?? '')) throw error;
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
