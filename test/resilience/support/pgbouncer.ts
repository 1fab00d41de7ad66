import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { freePort } from '../../../src/platform/database/embedded/free-port.js';
import { eventually } from '../../support/service-process.js';
import { postgresUser } from './postgres-programs.js';
import type { PostgresServer } from './postgres-server.js';

const HOST = '127.0.0.1';
const USER = 'postgres';
/** The program may be here although the directory is not in the PATH. */
const SYSTEM_PROGRAMS = '/usr/sbin';

export type PoolMode = 'session' | 'transaction';

const bouncers = new Set<PgBouncer>();

/** Stops all poolers of a spec and removes their files. */
export async function removeBouncers(): Promise<void> {
  for (const bouncer of bouncers) await bouncer.remove();
  bouncers.clear();
}

interface BouncerOptions {
  mode: PoolMode;
  /** The defaults of Debian decide about everything else. */
  settings?: string;
  /** The port that leads to the server, if it is not its own. */
  serverPort?: number;
}

/** Debian's PgBouncer on a free port, in front of a server. */
export class PgBouncer {
  private child: ChildProcess | undefined;
  private output = '';

  private constructor(
    private readonly directory: string,
    private readonly port: number,
    private readonly password: string,
    private readonly options: Required<BouncerOptions>,
  ) {
    bouncers.add(this);
  }

  static async start(server: PostgresServer, options: BouncerOptions): Promise<PgBouncer> {
    const directory = await mkdtemp(path.join(tmpdir(), 'assistant-tokens-pgbouncer-'));
    await chmod(directory, 0o700);
    const user = await postgresUser();
    if (user !== null) await chown(directory, user.uid, user.gid);
    const bouncer = new PgBouncer(directory, await freePort(), server.password, {
      settings: '',
      serverPort: server.port,
      ...options,
    });
    await bouncer.privateFile('users', `"${USER}" "${server.password}"\n`);
    await bouncer.configure(bouncer.options.serverPort);
    await bouncer.run();
    return bouncer;
  }

  get url(): string {
    return this.urlOf('postgres');
  }

  /** Lets new connections lead to another server, and closes the old ones when they are free. */
  async leadTo({ port }: PostgresServer): Promise<void> {
    await this.configure(port);
    await this.administer('RELOAD');
  }

  /** Lets it open so many connections to the server. */
  async fill(connections: number): Promise<void> {
    const sleepers = Array.from({ length: connections }, () =>
      runOn(this.url, 'SELECT pg_sleep(0.3)'),
    );
    await Promise.all(sleepers);
  }

  /** Runs a command on the admin console. */
  async administer(command: string): Promise<void> {
    await runOn(this.urlOf('pgbouncer'), command);
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.directory, { recursive: true, force: true });
    bouncers.delete(this);
  }

  async run(): Promise<void> {
    const child = spawn('pgbouncer', [this.file('pgbouncer.ini')], {
      ...(await postgresUser()),
      cwd: '/',
      env: { PATH: `${process.env.PATH ?? ''}:${SYSTEM_PROGRAMS}` },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    this.child = child;
    await once(child, 'spawn');
    await eventually(() => this.listens());
  }

  /** Breaks all connections. `run()` starts it again. */
  async stop(): Promise<void> {
    const { child } = this;
    if (child?.exitCode === null && child.signalCode === null && child.kill('SIGTERM')) {
      await once(child, 'exit');
    }
  }

  private async listens(): Promise<boolean> {
    if (this.child?.exitCode !== null) throw new Error(`PgBouncer has ended:\n${this.output}`);
    const socket = connect(this.port, HOST);
    const opened = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    return opened;
  }

  private async configure(serverPort: number): Promise<void> {
    const { mode, settings } = this.options;
    await this.privateFile(
      'pgbouncer.ini',
      `
[databases]
postgres = host=${HOST} port=${serverPort}
[pgbouncer]
listen_addr = ${HOST}
listen_port = ${this.port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${this.file('users')}
admin_users = ${USER}
pool_mode = ${mode}
${settings}
`,
    );
  }

  private urlOf(database: string): string {
    return `postgres://${USER}:${this.password}@${HOST}:${this.port}/${database}`;
  }

  private file(name: string): string {
    return path.join(this.directory, name);
  }

  private async privateFile(name: string, content: string): Promise<void> {
    const file = this.file(name);
    await writeFile(file, content, { mode: 0o600 });
    const user = await postgresUser();
    if (user !== null) await chown(file, user.uid, user.gid);
  }
}

async function runOn(url: string, statement: string): Promise<void> {
  const client = new Client(url);
  client.on('error', () => undefined);
  await client.connect();
  await client.query(statement);
  await client.end();
}
