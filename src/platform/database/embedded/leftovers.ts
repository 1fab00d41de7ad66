import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from './error-details.js';

const PATTERN = /^postgres(?:\.password)?\.init-(\d+)-/;
const LONGEST_USE_MS = 10 * 60_000;

/** A temporary name beside the path. It contains the id of the process that works on it. */
export function unfinished(path: string): string {
  return `${path}.init-${process.pid}-${randomBytes(6).toString('hex')}`;
}

export async function discard(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
}

/** Removes temporary files of starts that were killed. */
export async function discardLeftovers(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const pid = PATTERN.exec(name)?.[1];
    const path = join(directory, name);
    if (pid !== undefined && (await isAbandoned(path, Number(pid)))) await discard(path);
  }
}

/** Checks the time too: after a restart, another process may have the same id. */
async function isAbandoned(path: string, pid: number): Promise<boolean> {
  const changedAt = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => Infinity,
  );
  if (pid === process.pid) return changedAt < performance.timeOrigin;
  return !isAlive(pid) || changedAt < Date.now() - LONGEST_USE_MS;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
