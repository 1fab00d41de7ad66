import type { Owner } from './data-directory.js';

export interface Command {
  file: string;
  args: string[];
  uid?: number;
  gid?: number;
}

/** The account that runs PostgreSQL, which refuses to run as root. */
export interface Account {
  /** The owner of the files, unless that is the user who runs the service. */
  readonly owner?: Owner;
  command(program: string, args: string[]): Command;
}

export const currentUser: Account = {
  command: (file, args) => ({ file, args }),
};

export function otherUser(owner: Owner): Account {
  return { owner, command: (file, args) => ({ file, args, ...owner }) };
}

/**
 * Runs the program in a user namespace that maps root to `uid`, which needs an entry in
 * /etc/passwd. The program believes that it is that user, but accesses files as root.
 */
export function rootSeenAs(uid: number): Account {
  return {
    command: (program, args) => ({
      file: 'unshare',
      args: ['--user', `--map-user=${uid}`, `--map-group=${uid}`, program, ...args],
    }),
  };
}
