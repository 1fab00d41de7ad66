import { chmod, mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { codeOf } from './error-details.js';

const NAME = 'postgres';

export interface Owner {
  uid: number;
  gid: number;
}

export class DataDirectory {
  readonly path: string;
  readonly parent: string;
  readonly cluster: string;
  readonly clusterName: string;
  readonly passwordFile: string;
  readonly logFile: string;

  /** @param name the directory as the operator wrote it, for messages; the paths are absolute */
  constructor(readonly name: string) {
    this.path = resolve(name);
    this.parent = dirname(this.path);
    this.cluster = join(this.path, NAME);
    this.clusterName = join(name, NAME);
    this.passwordFile = join(this.path, `${NAME}.password`);
    this.logFile = join(this.path, `${NAME}.log`);
  }

  async create(): Promise<void> {
    await mkdir(this.parent, { recursive: true });
    try {
      await mkdir(this.path, { mode: 0o700 });
    } catch (error) {
      if (codeOf(error) !== 'EEXIST' || !(await stat(this.path)).isDirectory()) throw error;
    }
  }

  /** @returns the owner of the cluster, or undefined if there is no cluster yet */
  async clusterOwner(): Promise<Owner | undefined> {
    try {
      const { uid, gid } = await stat(join(this.cluster, 'PG_VERSION'));
      return { uid, gid };
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  async hasCluster(): Promise<boolean> {
    return (await this.clusterOwner()) !== undefined;
  }

  /** Lets other users reach the cluster, unless the directory also contains other files. */
  async openForPassage(): Promise<void> {
    const { mode } = await stat(this.path);
    const names = await readdir(this.path);
    if (names.every((entry) => entry.startsWith(NAME))) {
      await chmod(this.path, (mode & 0o7777) | 0o011);
    }
  }
}
