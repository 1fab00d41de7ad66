import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { findSystemUser } from '../../../src/platform/database/embedded/system-user.js';
import type { Owner } from '../../../src/platform/database/embedded/data-directory.js';

const INSTALLED = '/usr/lib/postgresql';

/** The user that runs PostgreSQL, which refuses to run as root. Null for the current user. */
export async function postgresUser(): Promise<Owner | null> {
  if (process.getuid?.() !== 0) return null;
  const user = await findSystemUser();
  if (user === undefined) throw new Error('There is no user postgres.');
  return user;
}

/** Runs a program of PostgreSQL to its end. @throws Error with its output if it fails */
export async function runPostgresProgram(
  name: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<void> {
  const child = spawn(path.join(programs(), name), args, {
    ...(await postgresUser()),
    cwd: '/',
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close') as Promise<[number | null]>;
  const output = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  if (code !== 0) throw new Error(`${name} ${args.join(' ')} failed:\n${output.join('')}`);
}

/** The directory in POSTGRES_BIN, or the newest version that Debian's packages have installed. */
function programs(): string {
  const { POSTGRES_BIN } = process.env;
  if (POSTGRES_BIN !== undefined) return POSTGRES_BIN;
  const versions = existsSync(INSTALLED) ? readdirSync(INSTALLED).map(Number) : [];
  if (versions.length === 0) throw new Error('Install PostgreSQL, such as Debian’s postgresql.');
  return path.join(INSTALLED, String(Math.max(...versions)), 'bin');
}
