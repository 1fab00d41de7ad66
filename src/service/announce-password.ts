import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PasswordAnnouncer } from '../setup/first-admin.js';
import { DatabaseStartError } from '../database/database.errors.js';

/**
 * On a terminal the password gets a line of its own. Anywhere else the output is somebody's log,
 * so a file takes it that only this user can read.
 */
export function announcePasswordIn(
  dataDir: string,
  print: (text: string) => void,
): PasswordAnnouncer {
  return async (username, password) => {
    if (process.stdout.isTTY) {
      print(`The password of ${username}, shown only now:\n\n    ${password}\n`);
      return;
    }
    const file = path.join(dataDir, 'admin-password');
    await keep(file, password);
    print(`The password of ${username} is in ${file}.`);
  };
}

async function keep(file: string, password: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, `${password}\n`, { mode: 0o600 });
  } catch {
    throw new DatabaseStartError(
      `The generated password of the admin cannot be kept in ${file}; set ADMIN_PASSWORD.`,
    );
  }
}
