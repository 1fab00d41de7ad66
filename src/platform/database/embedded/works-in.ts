import type { BigIntStats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { codeOf } from './error-details.js';

/**
 * Whether the process is a server of the cluster. On Linux, the working directory of the process
 * tells. On other platforms, this only checks that a process with this id exists.
 */
export async function worksIn(pid: number, cluster: string): Promise<boolean> {
  if (process.platform !== 'linux') return exists(pid);
  const home = await statOf(cluster).catch(() => undefined);
  if (home === undefined) return false;
  try {
    const cwd = await statOf(`/proc/${pid}/cwd`);
    return cwd.dev === home.dev && cwd.ino === home.ino;
  } catch (error) {
    return codeOf(error) === 'EACCES' && isServerOf(home.uid, pid);
  }
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A weaker check, for containers in which root may not inspect processes of other users. */
async function isServerOf(uid: bigint, pid: number): Promise<boolean> {
  try {
    const owner = await statOf(`/proc/${pid}`);
    const state = await readFile(`/proc/${pid}/stat`, 'utf8');
    return owner.uid === uid && /\(postgres\) [^ZX]/.test(state);
  } catch {
    return false;
  }
}

function statOf(path: string): Promise<BigIntStats> {
  return stat(path, { bigint: true });
}
