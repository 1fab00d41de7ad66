import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { eventually, newDataDir, ServiceProcess } from '../support/service-process.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';

describe('the database of DATABASE_URL', () => {
  const databases: TestDatabase[] = [];
  let url: string;

  async function createDatabase(template?: null): Promise<string> {
    const database = await createTestDatabase(template);
    databases.push(database);
    return database.url;
  }

  beforeEach(async () => {
    url = await createDatabase(null);
  });

  afterAll(async () => {
    for (const database of databases) await database.drop();
  });

  async function withClient<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client(url);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  function findAdmins(): Promise<string[]> {
    return withClient(async (client) => {
      const { rows } = await client.query<{ username: string }>(
        `SELECT username FROM users WHERE role = 'admin'`,
      );
      return rows.map(({ username }) => username);
    });
  }

  it('is used, even with a single connection, and no other is started', async () => {
    const dataDir = await newDataDir();
    const service = await ServiceProcess.start(dataDir, {
      env: { DATABASE_URL: url, DATABASE_POOL_SIZE: '1' },
    });
    const admin = service.api.as(await service.logIn());
    const issue = () => admin.post('/api/tokens', { type: 'personal' });
    const issued = await Promise.all([issue(), issue(), issue()]);

    expect(issued.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(await findAdmins()).toEqual(['admin']);
    expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(service.stdout).not.toContain('PostgreSQL');
    expect(existsSync(dataDir)).toBe(false);
  });

  describe('when two instances start at the same time', () => {
    async function spawnTwo(): Promise<ServiceProcess[]> {
      const env = { DATABASE_URL: url, ADMIN_PASSWORD: undefined };
      const dataDirs = [await newDataDir(), await newDataDir()];
      return dataDirs.map((dataDir) => ServiceProcess.spawn(dataDir, { env }));
    }

    /** Lets both instances create the admin at the same moment. */
    async function meetAtTheAdmin(): Promise<void> {
      await withClient(async (client) => {
        await client.query('BEGIN');
        await client.query('LOCK TABLE owners, users IN SHARE ROW EXCLUSIVE MODE');
        await eventually(async () => {
          const { rowCount } = await client.query(
            `SELECT DISTINCT pid FROM pg_locks WHERE NOT granted AND
             database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
          );
          return rowCount === 2;
        });
        await client.query('COMMIT');
      });
    }

    async function expectOneAdmin(services: ServiceProcess[]): Promise<void> {
      await Promise.all(services.map((service) => service.ready()));
      expect(await findAdmins()).toEqual(['admin']);
      const files = services.map(({ dataDir }) => path.join(dataDir, 'admin-password'));
      const [file = '', ...more] = files.filter((name) => existsSync(name));
      expect(more).toEqual([]);
      const password = (await readFile(file, 'utf8')).trim();
      for (const service of services) await service.logIn(password);
      for (const service of services) await service.end('SIGTERM');
    }

    it('is migrated once and gets one admin, whose password only one instance announces', async () => {
      await expectOneAdmin(await spawnTwo());
    });

    it('gets one admin, even if both instances are about to create it', async () => {
      url = await createDatabase();
      const services = await spawnTwo();
      await meetAtTheAdmin();
      await expectOneAdmin(services);
    });
  });
});
