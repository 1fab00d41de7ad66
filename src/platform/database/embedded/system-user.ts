import { currentUser } from './account.js';
import type { Owner } from './data-directory.js';
import { runProgram } from './run-program.js';

const NAME = 'postgres';

/** Commands of most distributions, then those of Alpine. The group may exist already. */
const WAYS_TO_CREATE = [
  [
    ['groupadd', '--system', NAME],
    [
      ...['useradd', '--system', '--gid', NAME, '--no-create-home'],
      ...['--home-dir', '/nonexistent', '--shell', '/sbin/nologin', NAME],
    ],
  ],
  [
    ['addgroup', '-S', NAME],
    ['adduser', '-S', '-D', '-H', '-h', '/nonexistent', '-s', '/sbin/nologin', '-G', NAME, NAME],
  ],
];

export async function findSystemUser(): Promise<Owner | undefined> {
  const uid = await id('-u');
  const gid = await id('-g');
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

export async function createSystemUser(): Promise<Owner | undefined> {
  for (const commands of WAYS_TO_CREATE) {
    for (const [program = '', ...args] of commands) {
      await runProgram(currentUser, program, args);
    }
    const user = await findSystemUser();
    if (user !== undefined) return user;
  }
  return undefined;
}

async function id(option: string): Promise<number | undefined> {
  const { succeeded, stdout } = await runProgram(currentUser, 'id', [option, NAME]);
  return succeeded ? Number(stdout) : undefined;
}
