import type { Owner } from './data-directory.js';

export interface Command {
  file: string;
  args: string[];
  uid?: number;
  gid?: number;
}

/** As whom PostgreSQL runs; it refuses to run as root. */
export interface Account {
  /** Whom its files must be given to, where that is not the user who runs the service. */
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
 * Root itself, seen by the program as the user `uid`, who needs an entry in /etc/passwd: the files
 * are root's, and so are the directories it can reach.
 */
export function rootSeenAs(uid: number): Account {
  return {
    command: (program, args) => ({
      file: 'unshare',
      args: ['--user', `--map-user=${uid}`, `--map-group=${uid}`, program, ...args],
    }),
  };
}
