import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findPostmaster } from '../../src/platform/database/embedded/postmaster.js';
import { worksIn } from '../../src/platform/database/embedded/works-in.js';
import { Api } from './api.js';

export const MAIN = path.resolve('dist/src/main.js');
export const ADMIN_COMMAND = path.resolve('dist/src/app/admin/main.js');
export const DEMO = path.resolve('dist/src/app/demo/main.js');
export const ADMIN_PASSWORD = 'correct horse battery staple';

const ADDRESS = /listens on (\S+)/;
const POLL_MS = 10;
const PATIENCE_MS = 60_000;

interface SpawnOptions {
  /** Further environment variables. An undefined one is removed. */
  env?: Record<string, string | undefined>;
  /** The command to run. By default, the service. */
  command?: [program: string, ...args: string[]];
}

interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
}

const processes = new Set<ServiceProcess>();
const directories = new Set<string>();

/** A data directory that does not exist yet. */
export async function newDataDir(): Promise<string> {
  const parent = await mkdtemp(path.join(tmpdir(), 'assistant-tokens-process-'));
  directories.add(parent);
  await chmod(parent, 0o755);
  return path.join(parent, 'data');
}

export function postgresRunsIn(dataDir: string): boolean {
  const keptWhileItRuns = path.join(dataDir, 'postgres', 'postmaster.pid');
  return existsSync(keptWhileItRuns) || processesIn(dataDir).length > 0;
}

/** The processes whose working directory is or was in the directory. Works on Linux only. */
export function processesIn(directory: string): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => `${workingDirectoryOf(pid)}/`.startsWith(`${directory}/`));
}

function workingDirectoryOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

/** Kills the database without a shutdown, like a failure of the machine. */
export async function killPostgresIn(dataDir: string): Promise<void> {
  const cluster = path.join(dataDir, 'postgres');
  const postmaster = await findPostmaster(cluster);
  if (postmaster === undefined) return;
  process.kill(postmaster.pid, 'SIGKILL');
  await eventually(async () => !(await worksIn(postmaster.pid, cluster)));
}

export async function eventually(
  condition: () => boolean | Promise<boolean>,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Still not so: ${condition.toString()}`);
    await delay(POLL_MS);
  }
}

export function hasProgram(name: string, versionPattern = /./): boolean {
  const { status, stdout } = spawnSync(name, ['--version'], { encoding: 'utf8' });
  return status === 0 && versionPattern.test(stdout);
}

/** The built service in its own process, without the environment of the tests. */
export class ServiceProcess {
  stdout = '';
  stderr = '';
  readonly ended: Promise<Ending>;
  private ending: Ending | undefined;

  private constructor(
    readonly child: ChildProcessWithoutNullStreams,
    readonly dataDir: string,
  ) {
    child.stdout.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    // Waits until all processes that it started have closed the output.
    this.ended = once(child, 'close').then(([code, signal]) => {
      this.ending = { code, signal };
      return this.ending;
    });
    processes.add(this);
  }

  static spawn(dataDir: string, { env = {}, command }: SpawnOptions = {}): ServiceProcess {
    const [program, ...args] = command ?? [process.execPath, '--enable-source-maps', MAIN];
    const child = spawn(program, args, {
      env: {
        PATH: process.env.PATH,
        HOME: path.dirname(dataDir),
        PORT: '0',
        DATA_DIR: dataDir,
        ADMIN_PASSWORD,
        SHUTDOWN_DELAY: '0',
        ...env,
      },
    });
    return new ServiceProcess(child, dataDir);
  }

  static async start(dataDir: string, options?: SpawnOptions): Promise<ServiceProcess> {
    const service = ServiceProcess.spawn(dataDir, options);
    await service.ready();
    return service;
  }

  get output(): string {
    return this.stdout + this.stderr;
  }

  get hasEnded(): boolean {
    return this.ending !== undefined;
  }

  /** The API, called without a credential. */
  get api(): Api {
    const address = ADDRESS.exec(this.stdout)?.[1];
    if (address === undefined) throw new Error(`The service is not ready:\n${this.output}`);
    return new Api(address);
  }

  get port(): number {
    return Number(new URL(this.api.url).port);
  }

  /** Waits until the service listens and has printed its welcome. */
  async ready(): Promise<void> {
    await this.prints('Authorization: Bearer');
  }

  async prints(text: string): Promise<void> {
    await eventually(() => this.output.includes(text) || this.hasEnded);
    if (!this.output.includes(text)) throw new Error(`It ended before that:\n${this.output}`);
  }

  async end(signal: NodeJS.Signals): Promise<Ending> {
    this.child.kill(signal);
    return this.ended;
  }

  /** @returns the value of a new session of the admin */
  async logIn(password = ADMIN_PASSWORD): Promise<string> {
    const answer = await this.api.post('/api/auth/login', { username: 'admin', password });
    if (answer.status !== 200) throw new Error(`The login was refused: ${answer.text}`);
    return answer.body.token as string;
  }
}

/** Ends all processes of a spec and removes its directories. */
export async function endEverything(): Promise<void> {
  for (const service of processes) if (!service.hasEnded) await service.end('SIGKILL');
  for (const { dataDir } of processes) await killPostgresIn(dataDir);
  for (const pid of [...directories].flatMap(processesIn)) killIfThere(Number(pid));
  for (const directory of directories) await rm(directory, { recursive: true, force: true });
  processes.clear();
  directories.clear();
}

/** The process may have ended together with another one. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
