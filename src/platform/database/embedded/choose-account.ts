import { readFile } from 'node:fs/promises';
import { type Account, currentUser, otherUser, rootSeenAs } from './account.js';
import type { DataDirectory, Owner } from './data-directory.js';
import { EmbeddedPostgresError } from './embedded-postgres.errors.js';
import type { Programs } from './programs.js';
import { runProgram } from './run-program.js';
import { createSystemUser, findSystemUser } from './system-user.js';

/** `nobody`: stands for a user that does not exist yet and belongs to no group. */
const STRANGER: Owner = { uid: 65_534, gid: 65_534 };

export async function chooseAccount(
  directory: DataDirectory,
  programs: Programs,
): Promise<Account> {
  if (process.getuid?.() !== 0) return currentUser;
  const account = await accountForRoot(directory, programs);
  if (account === undefined) {
    throw new EmbeddedPostgresError(
      `PostgreSQL refuses to run as root, and no other user can reach both its programs and ${directory.name}; run the service as another user, choose another DATA_DIR or set DATABASE_URL.`,
    );
  }
  return account;
}

/** If a cluster exists, its owner must run it. */
async function accountForRoot(
  directory: DataDirectory,
  programs: Programs,
): Promise<Account | undefined> {
  const owner = await directory.clusterOwner();
  if (owner === undefined) {
    return (await systemUser(directory, programs)) ?? (await namespace(directory, programs));
  }
  return owner.uid === 0 ? namespace(directory, programs) : user(owner, directory, programs);
}

async function systemUser(
  directory: DataDirectory,
  programs: Programs,
): Promise<Account | undefined> {
  const existing = await findSystemUser();
  if (!(await canUse(otherUser(existing ?? STRANGER), directory.parent, programs)))
    return undefined;
  const owner = existing ?? (await createSystemUser());
  return owner && user(owner, directory, programs);
}

async function user(
  owner: Owner,
  directory: DataDirectory,
  programs: Programs,
): Promise<Account | undefined> {
  const account = otherUser(owner);
  if (await canUse(account, directory.path, programs)) return account;
  await directory.openForPassage();
  return (await canUse(account, directory.path, programs)) ? account : undefined;
}

async function namespace(
  directory: DataDirectory,
  programs: Programs,
): Promise<Account | undefined> {
  if (process.platform !== 'linux') return undefined;
  const uid = await anyOrdinaryUid();
  if (uid === undefined) return undefined;
  const account = rootSeenAs(uid);
  return (await canUse(account, directory.path, programs)) ? account : undefined;
}

async function anyOrdinaryUid(): Promise<number | undefined> {
  const users = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const uids = users.split('\n').map((line) => Number(line.split(':')[2]));
  return uids.find((uid) => uid > 0 && uid < STRANGER.uid);
}

/** Runs a program to find out, because mode bits do not tell all about permissions. */
async function canUse(account: Account, directory: string, programs: Programs): Promise<boolean> {
  const script = 'cd -- "$1" && exec "$2" --version';
  const { succeeded } = await runProgram(account, '/bin/sh', [
    ...['-c', script, 'sh'],
    ...[directory, programs.postgres],
  ]);
  return succeeded;
}
