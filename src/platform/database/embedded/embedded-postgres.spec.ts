import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client, type QueryResultRow } from 'pg';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { DataDirectoryInUseError, EmbeddedPostgresError } from './embedded-postgres.errors.js';
import { findPostmaster, type Postmaster } from './postmaster.js';
import { waitUntil } from './wait-until.js';
import { worksIn } from './works-in.js';

/** Built before the tests; a child process cannot run the sources. */
const BUILT = pathToFileURL(
  resolve('dist/src/platform/database/embedded/embedded-postgres.js'),
).href;
const SETTINGS = { fsync: 'off' };

/** The name of the shared data directory contains characters that shells interpret. */
const NAME = `a "b" 'c' $HOME \`d\``;

/** Runs the database of a directory until it gets the message `stop`, or is killed. */
const SERVICE = `
  import { EmbeddedPostgres } from '${BUILT}';
  try {
    const options = { dataDir: process.argv[2], settings: ${JSON.stringify(SETTINGS)} };
    const postgres = await EmbeddedPostgres.start(options);
    process.once('message', async () => {
      await postgres.stop();
      process.disconnect();
    });
    process.send({ url: postgres.url });
  } catch (error) {
    process.send({ error: error.name }, () => process.disconnect());
  }
`;

interface Outcome {
  url?: string;
  error?: string;
}

/** What `onProgress` reported while the shared database was created. */
const sentences: string[] = [];
/** Most tests share one database, because creating one takes longer than the tests. */
let scripts: string;
let script: string;
let shared: string;
let fresh: string;
let dataDir: string;
let directories: Set<string>;
let started: EmbeddedPostgres[];
let children: ChildProcess[];

async function start(): Promise<EmbeddedPostgres> {
  directories.add(dataDir);
  const postgres = await EmbeddedPostgres.start({ dataDir, settings: SETTINGS });
  started.push(postgres);
  return postgres;
}

async function makeDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'embedded-postgres-'));
  await chmod(directory, 0o755);
  return directory;
}

function spawnService(): ChildProcess {
  directories.add(dataDir);
  const child = spawn(process.execPath, [script, dataDir], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: true,
    env: { ...process.env, ADMIN_PASSWORD: 'correct horse battery' },
  });
  children.push(child);
  return child;
}

async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  const [outcome] = (await once(child, 'message')) as [Outcome];
  return outcome;
}

async function startService(): Promise<{ child: ChildProcess; url: string }> {
  const child = spawnService();
  const { url, error } = await outcomeOf(child);
  if (url === undefined) throw new Error(`The service did not start: ${String(error)}`);
  return { child, url };
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGINT'): Promise<void> {
  const ended = once(child, 'exit');
  try {
    process.kill(-(child.pid ?? NaN), signal);
  } catch (error) {
    // It has ended by itself, and Node is about to tell.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
  await ended;
}

async function query<Row extends QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function commitRow(url: string): Promise<string> {
  const row = randomUUID();
  await query(url, 'CREATE TABLE IF NOT EXISTS kept (id text)');
  await query(url, `INSERT INTO kept VALUES ('${row}')`);
  return row;
}

async function expectKept(row: string, { url }: EmbeddedPostgres): Promise<void> {
  expect(await query(url, 'SELECT id FROM kept')).toContainEqual({ id: row });
}

async function expectToAnswer(url: string | undefined): Promise<void> {
  expect(await query(String(url), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
}

async function replaceFile(path: string, text: string, work: () => Promise<void>): Promise<void> {
  const original = await readFile(path, 'utf8');
  await writeFile(path, text);
  try {
    await work();
  } finally {
    await writeFile(path, original);
  }
}

function clusterOf(directory: string): string {
  return join(directory, 'postgres');
}

async function postmaster(): Promise<Postmaster> {
  const found = await findPostmaster(clusterOf(dataDir));
  if (found === undefined) throw new Error('No server runs');
  return found;
}

async function eventually(condition: () => Promise<boolean>): Promise<void> {
  expect(await waitUntil(condition, 10_000)).toBe(true);
}

beforeAll(async () => {
  scripts = await makeDirectory();
  script = join(scripts, 'service.mjs');
  await writeFile(script, SERVICE);
  shared = await makeDirectory();
  const postgres = await EmbeddedPostgres.start({
    dataDir: join(shared, NAME),
    onProgress: (sentence) => sentences.push(sentence),
  });
  await postgres.stop();
});

afterAll(async () => {
  await rm(scripts, { recursive: true });
  await rm(shared, { recursive: true });
});

beforeEach(async () => {
  fresh = await makeDirectory();
  dataDir = join(shared, NAME);
  directories = new Set();
  started = [];
  children = [];
});

afterEach(async () => {
  for (const child of children) {
    if (child.exitCode === null && child.signalCode === null) await end(child, 'SIGKILL');
  }
  await Promise.all(started.map((postgres) => postgres.stop()));
  for (const cluster of [...directories].map(clusterOf)) {
    const left = await findPostmaster(cluster);
    if (left === undefined) continue;
    process.kill(left.pid, 'SIGQUIT');
    await eventually(async () => !(await worksIn(left.pid, cluster)));
  }
  await rm(fresh, { recursive: true });
});

describe('EmbeddedPostgres', () => {
  describe('in an empty data directory', () => {
    beforeEach(() => {
      dataDir = join(fresh, 'data');
    });

    it('starts over after it was killed during the creation', async () => {
      const child = spawnService();
      await eventually(async () => {
        const names = await readdir(dataDir, { recursive: true }).catch(() => []);
        return names.some((name) => /init-.*PG_VERSION$/.test(name));
      });
      await end(child, 'SIGKILL');
      expect(await readdir(dataDir)).not.toContain('postgres');

      await expectToAnswer((await start()).url);

      const names = await readdir(dataDir);
      expect(names.sort()).toEqual(['postgres', 'postgres.log', 'postgres.password']);
    });

    it('lets exactly one of two simultaneous starts win', async () => {
      const outcomes = await Promise.all([spawnService(), spawnService()].map(outcomeOf));

      expect(outcomes.flatMap(({ error }) => error ?? [])).toEqual(['DataDirectoryInUseError']);
      await expectToAnswer(outcomes.find(({ url }) => url)?.url);
    });

    it('leaves a directory that is not a database alone', async () => {
      await mkdir(clusterOf(dataDir), { recursive: true });
      await writeFile(join(clusterOf(dataDir), 'notes.txt'), 'mine');

      await expect(start()).rejects.toThrow(
        new EmbeddedPostgresError(
          `${clusterOf(dataDir)} contains something other than a database; move it away or choose another DATA_DIR.`,
        ),
      );
      expect(await readFile(join(clusterOf(dataDir), 'notes.txt'), 'utf8')).toBe('mine');
    });

    it('says that the data directory is a file', async () => {
      const file = join(fresh, 'file');
      await writeFile(file, '');

      await expect(EmbeddedPostgres.start({ dataDir: file })).rejects.toThrow(
        `PostgreSQL cannot run in the data directory ${file}: EEXIST: file already exists`,
      );
    });

    // Only root needs a second account, and some containers forbid user namespaces.
    if (process.getuid?.() === 0 && spawnSync('unshare', ['--user', 'true']).status === 0) {
      it('runs for root in a directory that only root may enter', async () => {
        await chmod(fresh, 0o700);
        const first = await start();
        const row = await commitRow(first.url);
        await first.stop();

        await expectKept(row, await start());
        expect((await stat(clusterOf(dataDir))).uid).toBe(0);
        expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
      });
    }
  });

  it('creates the data directory and a database, and reports it', async () => {
    const { url } = await start();

    expect(sentences).toEqual([
      `Creating the database in ${clusterOf(dataDir)}`,
      `Starting PostgreSQL in ${clusterOf(dataDir)}`,
    ]);
    expect(await query(url, 'SELECT current_database() AS name')).toEqual([
      { name: 'assistant_tokens' },
    ]);
    for (const name of ['postgres.password', 'postgres.log']) {
      expect((await stat(join(dataDir, name))).mode & 0o777).toBe(0o600);
    }
    expect((await stat(dataDir)).mode & 0o066).toBe(0);
  });

  it('serves this machine only', async () => {
    const { url } = await start();

    expect(
      await query(
        url,
        `SELECT name, setting FROM pg_settings
         WHERE name IN ('listen_addresses', 'unix_socket_directories', 'server_encoding', 'fsync')
         ORDER BY name`,
      ),
    ).toEqual([
      { name: 'fsync', setting: 'off' },
      { name: 'listen_addresses', setting: '127.0.0.1' },
      { name: 'server_encoding', setting: 'UTF8' },
      { name: 'unix_socket_directories', setting: '' },
    ]);
  });

  it('requires the password', async () => {
    const guess = new URL((await start()).url);
    guess.password = 'guess';

    await expect(query(guess.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('keeps data and password after a stop, which may be repeated', async () => {
    const first = await start();
    const row = await commitRow(first.url);
    const server = await postmaster();
    await Promise.all([first.stop(), first.stop()]);
    await first.stop();
    await eventually(async () => !(await worksIn(server.pid, clusterOf(dataDir))));

    const second = await start();

    await expectKept(row, second);
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
  });

  it('does not pass the variables of the service to the server', async () => {
    const { url } = await startService();
    await query(url, `CREATE TABLE variables (line text)`);
    await query(url, `COPY variables FROM PROGRAM 'env'`);

    const rows = await query<{ line: string }>(url, 'SELECT line FROM variables');
    const names = rows.map(({ line }) => line.split('=')[0]);

    expect(names).toContain('PGDATA');
    expect(names).not.toContain('ADMIN_PASSWORD');
  });

  it('rotates a long log', async () => {
    const log = join(dataDir, 'postgres.log');
    await truncate(log, 11 * 1024 * 1024);
    await start();

    expect((await stat(`${log}.1`)).size).toBe(11 * 1024 * 1024);
    expect((await stat(log)).size).toBeLessThan(10_000);
  });

  it('adopts the server of a killed service with what was committed, and stops it', async () => {
    const { child, url } = await startService();
    const row = await commitRow(url);
    const orphan = await postmaster();
    await end(child, 'SIGKILL');

    const postgres = await start();

    expect(await postmaster()).toEqual(orphan);
    await expectKept(row, postgres);
    await postgres.stop();
    await eventually(async () => !(await worksIn(orphan.pid, clusterOf(dataDir))));
  });

  it('recovers when the server was killed too and its id went to another process', async () => {
    const { child, url } = await startService();
    const row = await commitRow(url);
    const server = await postmaster();
    await end(child, 'SIGKILL');
    process.kill(server.pid, 'SIGKILL');
    await eventually(async () => !(await worksIn(server.pid, clusterOf(dataDir))));
    const other = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], {
      detached: true,
    });
    children.push(other);
    const file = join(clusterOf(dataDir), 'postmaster.pid');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(String(server.pid), String(other.pid)));

    await expectKept(row, await start());
    expect(other.exitCode).toBeNull();
  });

  it('recovers when the server was killed before it wrote its id', async () => {
    await writeFile(join(clusterOf(dataDir), 'postmaster.pid'), '');

    await expectToAnswer((await start()).url);
  });

  it('does not pass a Ctrl-C meant for the service to the server', async () => {
    const { child, url } = await startService();
    await end(child, 'SIGINT');

    await expectToAnswer(url);
  });

  it('refuses a directory in use, even after its server dropped all connections', async () => {
    const { child, url } = await startService();
    const lockHolders = `SELECT pid FROM pg_locks WHERE locktype = 'advisory'`;
    const [lost] = await query(url, lockHolders);
    await query(url, `SELECT pg_terminate_backend(pid) FROM (${lockHolders}) AS holders`);
    await eventually(async () => {
      const [holder] = await query(url, lockHolders);
      return holder !== undefined && holder.pid !== lost?.pid;
    });

    await expect(start()).rejects.toThrow(new DataDirectoryInUseError(dataDir).message);
    expect(child.exitCode).toBeNull();
    await expectToAnswer(url);
  });

  it('starts once the other instance has stopped', async () => {
    const { child, url } = await startService();
    const row = await commitRow(url);
    child.send('stop');

    await expectKept(row, await start());
  });

  it.each([
    ['was emptied', (lost: string) => mkdir(lost)],
    ['is gone', () => Promise.resolve()],
  ])('creates no second database in place of one that %s', async (_how, leave) => {
    const cluster = clusterOf(dataDir);
    await rename(cluster, `${cluster}.kept`);
    await leave(cluster);
    try {
      await expect(start()).rejects.toThrow(
        new EmbeddedPostgresError(
          `The database in ${cluster} is gone, but its password is still in ${dataDir}; restore the database, or move ${dataDir} away to begin with a new one.`,
        ),
      );
    } finally {
      await rm(cluster, { recursive: true, force: true });
      await rename(`${cluster}.kept`, cluster);
    }
  });

  it('says that the password is missing', async () => {
    const file = join(dataDir, 'postgres.password');

    await replaceFile(file, '', () =>
      expect(start()).rejects.toThrow(
        `The password of the database in ${file} is missing or damaged`,
      ),
    );
  });

  it('says that the password is wrong, and leaves no server running', async () => {
    await replaceFile(join(dataDir, 'postgres.password'), '0'.repeat(64), async () => {
      await expect(start()).rejects.toThrow(
        `The password in ${dataDir}/postgres.password is not that of the database`,
      );
      expect(await findPostmaster(clusterOf(dataDir))).toBeUndefined();
    });
  });

  it('says why the server did not start', async () => {
    await replaceFile(join(clusterOf(dataDir), 'PG_VERSION'), '17\n', () =>
      expect(start()).rejects.toThrow(
        'database files are incompatible with server: The data directory was initialized by PostgreSQL version 17',
      ),
    );
  });
});
