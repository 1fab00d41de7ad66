import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

export interface TestDatabase {
  url: string;
  /** Drops the database and closes its connections. */
  drop: () => Promise<void>;
}

/** A database for one test file, copied from the migrated template. */
export async function createTestDatabase(
  template: string | null = requireEnv('TEST_TEMPLATE'),
): Promise<TestDatabase> {
  const server = requireEnv('TEST_SERVER_URL');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await execute(server, `CREATE DATABASE ${name} TEMPLATE ${template ?? 'template0'}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.toString(),
    drop: () => execute(server, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function requireEnv(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is set by the global setup of the e2e tests.`);
  return value;
}
