import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { EmbeddedPostgres } from '../../dist/src/platform/database/embedded/embedded-postgres.js';
import { prepareDatabase } from '../../dist/src/platform/database/prepare-database.js';

/** What a test cluster may lose in a crash, it gains in speed. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
};

/** One cluster, or the server at TEST_DATABASE_URL, with a migrated template for every test file. */
export default async function globalSetup() {
  const server = process.env.TEST_DATABASE_URL
    ? { url: process.env.TEST_DATABASE_URL }
    : await startCluster();
  const template = `assistant_tokens_template_${process.pid}`;
  await execute(server.url, `CREATE DATABASE ${template}`);
  await prepareDatabase(inDatabase(server.url, template));
  await installJobs(inDatabase(server.url, template));
  globalThis.testServer = { ...server, template };
  process.env.TEST_SERVER_URL = server.url;
  process.env.TEST_TEMPLATE = template;
  // Files that run in this process would share it: their entities would add up and never be freed.
  delete globalThis.typeormMetadataArgsStorage;
}

/** Else every test file would wait for it. */
async function installJobs(url) {
  const boss = new PgBoss({ connectionString: url, schedule: false, supervise: false });
  await boss.start();
  await boss.stop();
}

async function startCluster() {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'assistant-tokens-test-'));
  const cluster = await EmbeddedPostgres.start({ dataDir, settings: SETTINGS });
  return { url: cluster.url, cluster, dataDir };
}

export function inDatabase(url, name) {
  const copy = new URL(url);
  copy.pathname = `/${name}`;
  return copy.toString();
}

export async function execute(url, statement) {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
