import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { newDataDir, postgresRunsIn, ServiceProcess } from '../support/service-process.js';

async function withServer(work: (port: number) => Promise<void>, wanted = 0): Promise<void> {
  const server = createServer().listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  try {
    await work((server.address() as AddressInfo).port);
  } finally {
    server.close();
    await once(server, 'close');
  }
}

async function closedPort(): Promise<number> {
  let closed = 0;
  await withServer((port) => {
    closed = port;
    return Promise.resolve();
  });
  return closed;
}

async function expectOneSentence(service: ServiceProcess, sentence: RegExp): Promise<void> {
  expect(await service.ended).toEqual({ code: 1, signal: null });
  expect(service.stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(sentence)]);
  expect(service.stdout).not.toContain('listens on');
}

describe('a start that cannot succeed', () => {
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await newDataDir();
  });

  describe('when the port is in use', () => {
    const sentence = (port: number) =>
      new RegExp(`^Cannot listen on 127\\.0\\.0\\.1:${port}: the port is taken; .+\\.$`);

    it('prints an error before it writes anything', async () => {
      await withServer(async (port) => {
        const service = ServiceProcess.spawn(dataDir, { env: { PORT: String(port) } });

        await expectOneSentence(service, sentence(port));
        expect(service.stdout).toBe('');
        expect(existsSync(dataDir)).toBe(false);
      });
    });

    it('prints an error and stops the database if the port was taken during the start', async () => {
      const port = await closedPort();
      const service = ServiceProcess.spawn(dataDir, { env: { PORT: String(port) } });
      await service.prints('Creating the database');

      await withServer(async () => {
        await expectOneSentence(service, sentence(port));
        expect(service.stdout).toContain('Starting PostgreSQL');
        expect(postgresRunsIn(dataDir)).toBe(false);
      }, port);
    });
  });

  describe('when the data directory is in use', () => {
    it('prints an error and leaves the other instance alone', async () => {
      const first = await ServiceProcess.start(dataDir);
      const second = ServiceProcess.spawn(dataDir);

      await expectOneSentence(
        second,
        /^The data directory .+ is in use by another running instance of this service\.$/,
      );
      expect((await first.api.get('/health/ready')).status).toBe(200);
      await first.end('SIGTERM');
      expect(postgresRunsIn(dataDir)).toBe(false);
    });
  });

  describe('when the database cannot be reached', () => {
    it('prints the reason without the password, and starts no database of its own', async () => {
      const port = await closedPort();
      const unused = await newDataDir();
      const service = ServiceProcess.spawn(unused, {
        env: { DATABASE_URL: `postgres://somebody:hush-hush@127.0.0.1:${port}/tokens` },
      });

      await expectOneSentence(
        service,
        new RegExp(`^The database cannot be reached: .*ECONNREFUSED 127\\.0\\.0\\.1:${port}\\.$`),
      );
      expect(service.output).not.toContain('hush-hush');
      expect(existsSync(unused)).toBe(false);
    });
  });

  describe('when the signing keys were encrypted with another ENCRYPTION_KEY', () => {
    it('prints an error without either key, and stops the database', async () => {
      const [first, second] = [randomBytes(32), randomBytes(32)].map((key) => key.toString('hex'));
      const running = await ServiceProcess.start(dataDir, { env: { ENCRYPTION_KEY: first } });
      await running.end('SIGTERM');

      for (const key of [second, undefined]) {
        const service = ServiceProcess.spawn(dataDir, { env: { ENCRYPTION_KEY: key } });
        await expectOneSentence(
          service,
          /^ENCRYPTION_KEY must be the key that encrypted the signing key \S+ in the database\. .+\.$/,
        );
        expect(service.output).not.toContain(second);
        expect(postgresRunsIn(dataDir)).toBe(false);
      }

      const restored = await ServiceProcess.start(dataDir, { env: { ENCRYPTION_KEY: first } });
      await executeIn(dataDir, 'DELETE FROM signing_keys');
      await restored.end('SIGTERM');
    });
  });

  describe('when the schema is newer than the code', () => {
    it('lists the unknown migrations, changes nothing and stops the database', async () => {
      const running = await ServiceProcess.start(dataDir);
      await executeIn(
        dataDir,
        `INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'FromTheFuture')`,
      );
      await running.end('SIGTERM');

      await expectOneSentence(
        ServiceProcess.spawn(dataDir),
        /^The database has a newer schema than this version knows \(FromTheFuture\); .+\.$/,
      );
      expect(postgresRunsIn(dataDir)).toBe(false);
    });
  });
});

/** Runs a statement on the embedded database of a running service. */
async function executeIn(dataDir: string, statement: string): Promise<void> {
  const [, , , port] = (
    await readFile(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')
  ).split('\n');
  const client = new Client({
    host: '127.0.0.1',
    port: Number(port),
    user: 'assistant_tokens',
    database: 'assistant_tokens',
    password: (await readFile(path.join(dataDir, 'postgres.password'), 'utf8')).trim(),
  });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
