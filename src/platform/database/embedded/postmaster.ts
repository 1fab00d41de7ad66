import { randomBytes } from 'node:crypto';
import { link, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from './error-details.js';
import { discard } from './leftovers.js';
import { readIfThere } from './read-if-there.js';
import { waitUntil } from './wait-until.js';
import { worksIn } from './works-in.js';

/** The server process of a cluster. */
export interface Postmaster {
  pid: number;
  port: number;
}

const LONGEST_WRITE_MS = 1_000;

/**
 * Finds the server that runs in the cluster, whichever instance started it. Removes a stale
 * `postmaster.pid`: PostgreSQL would refuse to start if another process has the same id by now.
 */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const path = join(cluster, 'postmaster.pid');
  await waitUntil(() => isWritten(path), LONGEST_WRITE_MS);
  const text = await readIfThere(path);
  if (text === undefined) return undefined;
  const postmaster = parse(text);
  if (postmaster && (await worksIn(postmaster.pid, cluster))) return postmaster;
  await removeIfUnchanged(path, text);
  return undefined;
}

async function isWritten(path: string): Promise<boolean> {
  const text = await readIfThere(path);
  return text === undefined || parse(text) !== undefined;
}

function parse(text: string): Postmaster | undefined {
  const lines = text.split('\n');
  const pid = Math.abs(Number(lines[0]));
  const port = Number(lines[3]);
  return lines.length > 4 && pid > 0 && port > 0 ? { pid, port } : undefined;
}

/** Keeps the file if another instance has started a server in the meantime. */
async function removeIfUnchanged(path: string, text: string): Promise<void> {
  if ((await readIfThere(path)) !== text) return;
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await rename(path, aside);
    if ((await readFile(aside, 'utf8')) !== text) await link(aside, path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await discard(aside);
  }
}
