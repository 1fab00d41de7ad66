import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { syncDirectory, writeDurably } from '../../platform/files/durable-files.js';
import type { PasswordAnnouncer } from '../bootstrap/first-admin.js';
import { DatabaseStartError } from '../../platform/database/database.errors.js';

/**
 * Prints the password on a terminal. Any other output may end up in a log, so the password goes to a
 * file that only this user can read.
 */
export function announcePasswordIn(
  dataDir: string,
  print: (text: string) => void,
): PasswordAnnouncer {
  return async (username, password) => {
    if (process.stdout.isTTY) {
      print(`The password of ${username}, which is shown only once:\n\n    ${password}\n`);
      return;
    }
    const file = path.join(dataDir, 'admin-password');
    await keep(file, password);
    print(`The password of ${username} is in ${file}. Delete the file after you have read it.`);
  };
}

async function keep(file: string, password: string): Promise<void> {
  try {
    const directory = path.dirname(file);
    const unfinished = `${file}.${process.pid}`;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await rm(unfinished, { force: true });
    await writeDurably(unfinished, `${password}\n`);
    await rename(unfinished, file);
    await syncDirectory(directory);
  } catch {
    throw new DatabaseStartError(
      `The service cannot write the generated password of the admin to ${file}. Set ADMIN_PASSWORD.`,
    );
  }
}
