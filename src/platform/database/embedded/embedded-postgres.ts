import { chooseAccount } from './choose-account.js';
import { claim } from './claim.js';
import { createCluster, USER } from './cluster.js';
import { isWrongPassword } from './connection.js';
import { DataDirectory } from './data-directory.js';
import { DATABASE } from './database.js';
import type { DirectoryLock } from './directory-lock.js';
import { DataDirectoryInUseError, EmbeddedPostgresError } from './embedded-postgres.errors.js';
import { messageOf } from './error-details.js';
import { LOOPBACK } from './free-port.js';
import { discardLeftovers } from './leftovers.js';
import { requireNoLostCluster } from './lost-cluster.js';
import { obtainPassword } from './password.js';
import { findPrograms } from './programs.js';
import { Server } from './server.js';
import { Supervisor } from './supervisor.js';

export interface EmbeddedPostgresOptions {
  dataDir: string;
  /** Settings of the server, except those that make it reachable. */
  settings?: Record<string, string>;
  onProgress?: (sentence: string) => void;
}

/**
 * A PostgreSQL server with its data in `<dataDir>/postgres`. It survives if the service is killed.
 */
export class EmbeddedPostgres {
  private stopping: Promise<void> | undefined;

  private constructor(
    readonly url: string,
    private readonly server: Server,
    private readonly lock: DirectoryLock,
    private readonly supervisor: Supervisor,
  ) {}

  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const directory = new DataDirectory(options.dataDir);
    try {
      return await EmbeddedPostgres.startIn(directory, options);
    } catch (error) {
      throw explain(error, directory);
    }
  }

  /** From now on, the server starts again when it has died. */
  supervise(): void {
    this.supervisor.start();
  }

  stop(): Promise<void> {
    return (this.stopping ??= this.stopOnce());
  }

  private static async startIn(
    directory: DataDirectory,
    { settings = {}, onProgress = () => undefined }: EmbeddedPostgresOptions,
  ): Promise<EmbeddedPostgres> {
    const programs = await findPrograms();
    await directory.create();
    await discardLeftovers(directory.path);
    await requireNoLostCluster(directory);
    const password = await obtainPassword(directory);
    const account = await chooseAccount(directory, programs);
    if (!(await directory.hasCluster())) {
      onProgress(`Creating the database in ${directory.clusterName}`);
      await createCluster(directory, programs, account, password);
    }
    const server = new Server({ directory, programs, account, settings });
    const { postmaster, lock } = await claim(directory, server, password, onProgress);
    const url = `postgres://${USER}:${password}@${LOOPBACK}:${postmaster.port}/${DATABASE}`;
    return new EmbeddedPostgres(
      url,
      server,
      lock,
      new Supervisor(server, postmaster, { password }),
    );
  }

  /** Keeps the lock until the server has stopped, so that no other instance adopts it meanwhile. */
  private async stopOnce(): Promise<void> {
    const postmaster = await this.supervisor.stop();
    const lost = await this.lock.isTakenByAnother();
    await this.lock.release(() => (lost ? Promise.resolve() : this.server.stop(postmaster)));
  }
}

function explain(error: unknown, { name }: DataDirectory): Error {
  if (error instanceof DataDirectoryInUseError || error instanceof EmbeddedPostgresError) {
    return error;
  }
  const message = isWrongPassword(error)
    ? `The password in ${name}/postgres.password is not that of the database in ${name}/postgres; restore the two together.`
    : `PostgreSQL cannot run in the data directory ${name}: ${messageOf(error)}.`;
  return new EmbeddedPostgresError(message, { cause: error });
}
