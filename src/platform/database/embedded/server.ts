import type { Account } from './account.js';
import type { DataDirectory } from './data-directory.js';
import { EmbeddedPostgresError } from './embedded-postgres.errors.js';
import { freePort, LOOPBACK } from './free-port.js';
import { NotReadyError } from './not-ready.error.js';
import { findPostmaster, type Postmaster } from './postmaster.js';
import type { Programs } from './programs.js';
import { type ProgramResult, runProgram } from './run-program.js';
import { reasonIn, ServerLog } from './server-log.js';
import { waitUntil } from './wait-until.js';
import { worksIn } from './works-in.js';

const START_TIMEOUT_S = 60;
const STOP_PATIENCE_MS = 10_000;

const FAST_SHUTDOWN = 'INT';
/** Loses no committed data, but the next start has to recover. */
const IMMEDIATE_SHUTDOWN = 'QUIT';

/** After a crash, syncs the file system at once instead of each of a thousand files. */
const FAST_RECOVERY = process.platform === 'linux' ? { recovery_init_sync_method: 'syncfs' } : {};

/** The port was taken, or another server starts in the cluster or has just ended there. */
const PASSING_FAILURE = /could not bind|lock file "|pre-existing shared memory block/;

interface ServerOptions {
  directory: DataDirectory;
  programs: Programs;
  account: Account;
  settings: Record<string, string>;
}

export class Server {
  constructor(private readonly options: ServerOptions) {}

  find(): Promise<Postmaster | undefined> {
    return findPostmaster(this.options.directory.cluster);
  }

  /** @param port by default, any free port */
  async launch(port?: number): Promise<Postmaster> {
    const log = await ServerLog.open(this.options.directory.logFile);
    try {
      const { succeeded, complaint } = await this.control(
        [
          'start',
          '--wait',
          `--timeout=${START_TIMEOUT_S}`,
          '--options',
          await this.serverOptions(port),
        ],
        log.fd,
      );
      const postmaster = await this.find();
      if (succeeded && postmaster) return postmaster;
      const text = await log.read();
      const reason = reasonIn(text) ?? complaint;
      if (postmaster || PASSING_FAILURE.test(text)) throw new NotReadyError(reason);
      throw new EmbeddedPostgresError(
        `PostgreSQL did not start in ${this.options.directory.clusterName}: ${reason}.`,
      );
    } finally {
      await log.close();
    }
  }

  /** @throws NotReadyError if another instance has started a server in the meantime */
  async launchAgain(port: number): Promise<Postmaster> {
    const running = await this.find();
    if (running === undefined) return this.launch(port);
    if (running.port === port) return running;
    throw new NotReadyError('another instance has started its own server');
  }

  /** Ends a server that does not react to a shutdown. Loses no committed data. */
  async kill(postmaster: Postmaster): Promise<void> {
    await this.control(['kill', 'KILL', String(postmaster.pid)]);
    await waitUntil(() => this.isGone(postmaster), STOP_PATIENCE_MS);
  }

  /** Stops this process and no other: another instance may start a server as soon as it is gone. */
  async stop(postmaster: Postmaster): Promise<void> {
    const stopped =
      (await this.stopBy(FAST_SHUTDOWN, postmaster)) ||
      (await this.stopBy(IMMEDIATE_SHUTDOWN, postmaster));
    if (!stopped) {
      throw new EmbeddedPostgresError(
        `PostgreSQL in ${this.options.directory.clusterName} (process ${postmaster.pid}) did not stop.`,
      );
    }
  }

  private async stopBy(signal: string, postmaster: Postmaster): Promise<boolean> {
    if (await this.isGone(postmaster)) return true;
    await this.control(['kill', signal, String(postmaster.pid)]);
    return waitUntil(() => this.isGone(postmaster), STOP_PATIENCE_MS);
  }

  async isGone({ pid }: Postmaster): Promise<boolean> {
    return !(await worksIn(pid, this.options.directory.cluster));
  }

  /** Passes the directory in the environment, because pg_ctl passes its arguments to a shell. */
  private control(args: string[], stdout?: number): Promise<ProgramResult> {
    const { directory, programs, account } = this.options;
    return runProgram(account, programs.pg_ctl, [...args, '--silent'], {
      env: { PGDATA: directory.cluster },
      ...(stdout !== undefined && { stdout }),
    });
  }

  private async serverOptions(port?: number): Promise<string> {
    const settings = {
      ...FAST_RECOVERY,
      ...this.options.settings,
      listen_addresses: LOOPBACK,
      port: String(port ?? (await freePort())),
      unix_socket_directories: '',
    };
    return Object.entries(settings)
      .map(([name, value]) => `-c "${`${name}=${value}`.replace(/["$\\`]/g, '\\$&')}"`)
      .join(' ');
  }
}
