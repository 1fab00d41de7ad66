import { randomBytes } from 'node:crypto';
import { appendFile, chmod, chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import type { QueryResultRow } from 'pg';
import { freePort } from '../../../src/platform/database/embedded/free-port.js';
import { postgresUser, runPostgresProgram } from './postgres-programs.js';
import type { Certificate } from './private-ca.js';
import { signalTree } from './process-tree.js';

const SUPERUSER = 'postgres';
const DATABASE = 'postgres';
const HOST = '127.0.0.1';

/** The defaults of PostgreSQL decide about everything else, such as `fsync`. */
const SETTINGS = `
listen_addresses = '${HOST}'
unix_socket_directories = ''
max_connections = 100
`;

const servers = new Set<PostgresServer>();

/** Stops all servers of a spec and removes their files. */
export async function removeServers(): Promise<void> {
  for (const server of servers) await server.remove();
  servers.clear();
}

/** A server of Debian's PostgreSQL on a free port of the loopback interface. */
export class PostgresServer {
  /** How `query()` connects. */
  private clientQuery = '';

  private constructor(
    private readonly directory: string,
    readonly port: number,
    readonly password: string,
  ) {
    servers.add(this);
  }

  /** Starts a server with a new cluster. @param settings lines of postgresql.conf */
  static async start(settings = ''): Promise<PostgresServer> {
    const server = await PostgresServer.in(randomBytes(18).toString('base64url'));
    const passwordFile = await server.privateFile('password', server.password);
    await runPostgresProgram('initdb', [
      ...['-D', server.data, '-U', SUPERUSER, '-E', 'UTF8', '--locale=C'],
      ...['-A', 'scram-sha-256', '--pwfile', passwordFile],
    ]);
    await server.configure(SETTINGS + settings);
    await server.start();
    return server;
  }

  /** Starts a streaming standby of the primary. @param name its `application_name` */
  static async startStandby(primary: PostgresServer, name = 'standby'): Promise<PostgresServer> {
    const server = await PostgresServer.in(primary.password);
    const from = `host=${HOST} port=${primary.port} user=${SUPERUSER} password=${primary.password} application_name=${name}`;
    await runPostgresProgram('pg_basebackup', [
      ...['-D', server.data, '-d', from, '-R', '-X', 'stream', '-c', 'fast'],
    ]);
    await server.start();
    return server;
  }

  private static async in(password: string): Promise<PostgresServer> {
    const directory = await mkdtemp(path.join(tmpdir(), 'assistant-tokens-server-'));
    await chmod(directory, 0o700);
    const user = await postgresUser();
    if (user !== null) await chown(directory, user.uid, user.gid);
    return new PostgresServer(directory, await freePort(), password);
  }

  get address(): string {
    return `${HOST}:${this.port}`;
  }

  get url(): string {
    return urlOf([this]);
  }

  /** Appends to postgresql.conf. `reload()` or a restart makes it take effect. */
  async configure(settings: string): Promise<void> {
    await appendFile(path.join(this.data, 'postgresql.conf'), `\n${settings}\n`);
  }

  /** Accepts connections with TLS only. A restart makes it take effect. */
  async requireTls({ certificate, key }: Certificate): Promise<void> {
    await this.privateFile('data/server.crt', certificate);
    await this.privateFile('data/server.key', key);
    await this.privateFile('data/pg_hba.conf', `hostssl all all ${HOST}/32 scram-sha-256\n`);
    await this.configure('ssl = on');
    this.clientQuery = '?sslmode=no-verify';
  }

  async start(): Promise<void> {
    const log = path.join(this.directory, 'log');
    await this.control('start', '-w', '-l', log, '-o', `-p ${this.port}`);
  }

  async reload(): Promise<void> {
    await this.control('reload');
  }

  /** `immediate` is a crash without the signal. */
  async stop(mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
    await this.control('stop', '-w', '-m', mode);
  }

  /** Restarts the server as a standby of no primary. `promote()` ends its recovery. */
  async demote(): Promise<void> {
    await this.stop();
    await this.privateFile('data/standby.signal', '');
    await this.start();
  }

  /** Makes a standby the primary of a new timeline. The old primary is not told. */
  async promote(): Promise<void> {
    await this.control('promote', '-w');
  }

  /** Stops every process of the server. Its connections stay open and do not answer. */
  async freeze(): Promise<void> {
    signalTree(await this.pid(), 'SIGSTOP');
  }

  async thaw(): Promise<void> {
    signalTree(await this.pid(), 'SIGCONT');
  }

  /** Runs one statement on a connection of its own. @returns its rows, at least one by the type */
  async query<Row extends QueryResultRow>(
    text: string,
    values: unknown[] = [],
  ): Promise<[Row, ...Row[]]> {
    const client = new Client(this.url + this.clientQuery);
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows as [Row, ...Row[]];
    } finally {
      await client.end();
    }
  }

  /** Ends the server, also when it is frozen or has stopped already. */
  async remove(): Promise<void> {
    try {
      await this.thaw();
      await this.stop('immediate');
    } catch {
      // It does not run.
    }
    await rm(this.directory, { recursive: true, force: true });
    servers.delete(this);
  }

  /** The process id of the postmaster. */
  private async pid(): Promise<number> {
    const [pid = ''] = (await readFile(path.join(this.data, 'postmaster.pid'), 'utf8')).split('\n');
    return Number(pid);
  }

  private get data(): string {
    return path.join(this.directory, 'data');
  }

  private async control(command: string, ...options: string[]): Promise<void> {
    await runPostgresProgram('pg_ctl', [command, '-D', this.data, ...options]);
  }

  private async privateFile(name: string, content: string): Promise<string> {
    const file = path.join(this.directory, name);
    await writeFile(file, content, { mode: 0o600 });
    const user = await postgresUser();
    if (user !== null) await chown(file, user.uid, user.gid);
    return file;
  }
}

/** One URL for servers that have the same password, such as a primary and its standby. */
export function urlOf(of: [PostgresServer, ...PostgresServer[]], query = ''): string {
  const [{ password }] = of;
  const hosts = of.map(({ address }) => address).join(',');
  return `postgres://${SUPERUSER}:${password}@${hosts}/${DATABASE}${query}`;
}
